package hera.foundation.settings;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the jar's manifest has it. */
public final class ProgramVersion implements IVersionProvider {
    /** The version of classes that run without a jar, and so without a manifest. */
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
