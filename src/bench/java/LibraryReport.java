import java.util.List;

/** The sections of the client and of the starter: what tests that are measurements wrote, row by row. */
final class LibraryReport {
    private static final String CLIENT = """
            ## The Java client

            `src/bench/run client`, all in one run. Nodes have 512 MiB. Netflix's Eureka client and server have their defaults,
            but that two servers copy to each other. A read of a list fails when it lacks an instance that lives.

            """;
    private static final String SPRING = """
            ## The Spring Cloud starter

            `src/bench/run spring`, all in one run. Calls go by name through a `@LoadBalanced RestClient`, one after the other,
            to instances that stop gracefully and start again at the same port.

            """;

    private LibraryReport() {}

    static String head(String section) {
        return section.equals("client") ? CLIENT : SPRING;
    }

    static String of(List<String[]> results) {
        StringBuilder page = new StringBuilder("| what | measured |\n|---|---|\n");
        results.stream().filter(line -> line[0].equals("ROW")).forEach(line -> page.append(line[1]).append('\n'));
        return page.append('\n').toString();
    }
}
