package hera.command.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The look-up of programs on the path. */
final class Programs {
    /** The exit statuses of a shell for a program that cannot be run, or is not found. */
    static final int CANNOT_BE_RUN = 126;

    static final int NOT_FOUND = 127;

    private Programs() {}

    /**
     * Returns whether a program can be run.
     *
     * @param program a name on the path, or a path
     * @return 0 if it can, else {@link #CANNOT_BE_RUN} or {@link #NOT_FOUND}
     */
    static int check(String program) {
        if (program.isEmpty()) {
            return NOT_FOUND;
        }
        int best = NOT_FOUND;
        for (Path place : places(program)) {
            if (Files.isRegularFile(place) && Files.isExecutable(place)) {
                return 0;
            } else if (Files.exists(place)) {
                best = CANNOT_BE_RUN;
            }
        }
        return best;
    }

    private static List<Path> places(String program) {
        if (program.contains("/")) {
            return List.of(Path.of(program));
        }
        String path = System.getenv("PATH");
        List<Path> places = new ArrayList<>();
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(":", -1)) {
            places.add(Path.of(folder.isEmpty() ? "." : folder, program));
        }
        return places;
    }

    /**
     * Returns a command line by which the kernel kills the program when its parent ends for any reason; the line
     * unchanged where the system has no such means.
     */
    static List<String> boundToParent(List<String> line) {
        Path setpriv = Path.of("/usr/bin/setpriv");
        try {
            if (!Files.isExecutable(setpriv) || setpriv.toRealPath().endsWith("busybox")) {
                return line;
            }
        } catch (IOException e) {
            return line;
        }
        List<String> bound = new ArrayList<>(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
        bound.addAll(line);
        return bound;
    }
}
