package hera.client;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests of the client and stops at the first that fails: what {@code src/client/src/test/mutants/run} lets each client
 * go through that lacks one of its guards.
 */
final class GuardRun {
    private static final int MOST_LENGTH = 200;

    private GuardRun() {}

    /**
     * Exits with 1 after a failure, which it prints on one line: test, failure. Exits with 2 when there was no test.
     *
     * @param tests classes as they are called below this package, and methods of classes behind a {@code #}
     */
    public static void main(String[] tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(tests)
                        .map(name -> selector(GuardRun.class.getPackageName() + "." + name))
                        .toList())
                .build();
        Failures failures = new Failures();
        LauncherFactory.create().execute(request, failures);
        end(failures.tests == 0 ? 2 : 0);
    }

    private static DiscoverySelector selector(String name) {
        return name.contains("#") ? selectMethod(name) : selectClass(name);
    }

    private static void end(int status) {
        Runtime.getRuntime().halt(status);
    }

    private static final class Failures implements TestExecutionListener {
        private int tests;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            tests += test.isTest() ? 1 : 0;
            result.getThrowable().ifPresent(failure -> {
                List<String> lines = String.valueOf(failure).strip().lines().toList();
                String text = String.join(" ", lines);
                System.out.printf(
                        "%s\t%s%n", test.getDisplayName(), text.substring(0, Math.min(MOST_LENGTH, text.length())));
                System.out.flush();
                end(1);
            });
        }
    }
}
