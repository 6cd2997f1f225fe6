package hera.sidecar.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.RequestHead;
import java.io.ByteArrayOutputStream;

/** A place in a request that may have its key. Keys are bytes; empty for none. */
sealed interface KeySource {
    /** The key there, empty if there is none. */
    byte[] find(RequestHead request);

    /** The place as it is configured, such as {@code header:user}. */
    String text();

    /** The first header of that name, in lower case. */
    record Header(String name) implements KeySource {
        @Override
        public String text() {
            return "header:" + name;
        }

        @Override
        public byte[] find(RequestHead request) {
            int field = request.fields().find(name, 0);
            return field < 0 ? NONE : request.fields().valueBytes(field);
        }
    }

    /** The first cookie of that name. */
    record Cookie(String name) implements KeySource {
        @Override
        public String text() {
            return "cookie:" + name;
        }

        @Override
        public byte[] find(RequestHead request) {
            Fields fields = request.fields();
            for (int field = fields.find("cookie", 0); field >= 0; field = fields.find("cookie", field + 1)) {
                for (String pair : fields.value(field).split(";", -1)) {
                    int equals = pair.indexOf('=');
                    if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
                        return pair.substring(equals + 1).strip().getBytes(ISO_8859_1);
                    }
                }
            }
            return NONE;
        }
    }

    /** The first parameter of that name in the query. */
    record Query(String name) implements KeySource {
        @Override
        public String text() {
            return "query:" + name;
        }

        @Override
        public byte[] find(RequestHead request) {
            String target = request.pathAndQuery();
            int question = target.indexOf('?');
            if (question < 0) {
                return NONE;
            }
            for (String pair : target.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String written = equals < 0 ? pair : pair.substring(0, equals);
                if (new String(decoded(written, true), UTF_8).equals(name)) {
                    return equals < 0 ? NONE : decoded(pair.substring(equals + 1), true);
                }
            }
            return NONE;
        }
    }

    /** The segment of the path with that number, from 1. */
    record Path(int number) implements KeySource {
        @Override
        public String text() {
            return "path:" + number;
        }

        @Override
        public byte[] find(RequestHead request) {
            String target = request.pathAndQuery();
            int question = target.indexOf('?');
            String path = question < 0 ? target : target.substring(0, question);
            int from = 0;
            for (int i = 0; i < number; i++) {
                from = path.indexOf('/', from) + 1;
                if (from == 0) {
                    return NONE;
                }
            }
            int to = path.indexOf('/', from);
            return decoded(path.substring(from, to < 0 ? path.length() : to), false);
        }
    }

    /** No key. */
    byte[] NONE = {};

    /** Percent-decodes once; an invalid escape stays unchanged. */
    private static byte[] decoded(String text, boolean plusIsBlank) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' && plusIsBlank ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }
}
