package hera.sidecar.discovery;

import hera.foundation.http.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A source of members: the JSON file that http-ringpop reads, too. */
record JsonFileSource(Path file) implements MemberSource {
    private static final int MAX_BYTES = 1 << 20;

    @Override
    public Set<HostPort> read() throws IOException {
        byte[] json;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            json = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            return addresses(parser);
        } catch (JacksonException e) {
            throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Set<HostPort> addresses(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw wrong("must be an array of addresses, such as [\"10.0.0.1:5000\"]");
        }
        Set<HostPort> addresses = new LinkedHashSet<>();
        int number = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            number++;
            if (token != JsonToken.VALUE_STRING) {
                throw wrong("entry " + number + " must be a text such as \"10.0.0.1:5000\"");
            }
            try {
                addresses.add(HostPort.parse(parser.getString()));
            } catch (IllegalArgumentException e) {
                throw wrong("entry " + number + " " + e.getMessage());
            }
        }
        if (parser.nextToken() != null) {
            throw wrong("there is something behind the array");
        }
        return addresses;
    }

    private IOException wrong(String what) {
        return new IOException(file + ": " + what);
    }

    /** Short, because reading one small file costs nothing and finds changes whatever the times of the file. */
    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public boolean isThereFromTheStart() {
        return true;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
