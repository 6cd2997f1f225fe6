package hera.foundation.settings;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, read from the jar's manifest. */
public final class ProgramVersion implements IVersionProvider {
    /** The version shown when the classes run without a jar, and so without a manifest. */
    private static final String UNPACKED = "development";

    public static String get() {
        @Nullable String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? UNPACKED : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"hera " + get()};
    }
}
