package hera;

/** The main class. */
public final class Hera {
    private Hera() {}

    public static void main(String[] arguments) {
        System.out.println("hera");
    }
}
