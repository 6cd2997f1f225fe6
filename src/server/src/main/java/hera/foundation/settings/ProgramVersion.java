package hera.foundation.settings;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the jar's manifest has it. */
public final class ProgramVersion implements IVersionProvider {
    /** Stands where there is no manifest: classes that are run without a jar. */
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
