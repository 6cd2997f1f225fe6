package hera;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The packages as the tests of the architecture see them: what each uses, as a table and as a drawing. */
final class PackageMap {
    private PackageMap() {}

    /** Returns the words of each row. */
    static Map<String, Set<String>> table(Map<String, String> rows) {
        Map<String, Set<String>> table = new TreeMap<>();
        rows.forEach((name, uses) -> table.put(
                name,
                Arrays.stream(uses.split(" "))
                        .filter(use -> !use.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new))));
        return table;
    }

    /** One line a package, so that a failure names the package alone. */
    static List<String> rows(Map<String, Set<String>> table) {
        return table.entrySet().stream()
                .map(row -> row.getKey() + ": " + String.join(" ", row.getValue()))
                .toList();
    }

    /** Returns what each package uses: packages of this program, or libraries. */
    static Map<String, Set<String>> used(JavaClasses classes, boolean own) {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass type : classes) {
            String from = shortName(type.getPackageName());
            Set<String> uses = used.computeIfAbsent(from, name -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
                boolean isOwn = to.equals("hera") || to.startsWith("hera.");
                if (!to.isEmpty() && !to.equals(type.getPackageName()) && isOwn == own && !isPlatform(to)) {
                    uses.add(own ? shortName(to) : library(to));
                }
            }
        }
        return used;
    }

    private static boolean isPlatform(String name) {
        return name.startsWith("java.")
                || name.startsWith("javax.net.ssl")
                || name.startsWith("javax.security.auth.x500")
                || name.startsWith("javax.naming")
                || name.startsWith("org.jspecify");
    }

    private static String shortName(String packageName) {
        return packageName.equals("hera") ? "hera" : packageName.substring("hera.".length());
    }

    /** The first words of a package's name that tell the library. */
    private static String library(String packageName) {
        return Arrays.stream(packageName.split("\\.", -1))
                .limit(packageName.startsWith("picocli") ? 1 : packageName.startsWith("ch.qos") ? 3 : 2)
                .collect(Collectors.joining("."));
    }

    /** One line a package, a level above all that it uses. */
    static String draw(Map<String, Set<String>> table) {
        Map<Integer, Set<String>> levels = new TreeMap<>(Comparator.reverseOrder());
        table.keySet()
                .forEach(name -> levels.computeIfAbsent(level(name, table), at -> new TreeSet<>())
                        .add(name));
        StringBuilder out = new StringBuilder("Each package uses only packages of lower levels.\n");
        levels.forEach((level, names) -> {
            out.append("\nlevel ").append(level).append('\n');
            names.forEach(name -> out.append("  %-22s %s"
                            .formatted(name, String.join(" ", table.getOrDefault(name, Set.of())))
                            .stripTrailing())
                    .append('\n'));
        });
        return out.toString();
    }

    private static int level(String name, Map<String, Set<String>> table) {
        return table.getOrDefault(name, Set.of()).stream()
                .mapToInt(used -> 1 + level(used, table))
                .max()
                .orElse(0);
    }
}
