package hera.spawn.api;

import hera.foundation.json.JsonBuffer;
import hera.foundation.server.LogConfigurator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows the levels of loggers and sets them, as Spring Boot's actuator does. */
final class LoggersHandler {
    private static final String JSON = "application/vnd.spring-boot.actuator.v3+json";
    private static final String MEMBER = "configuredLevel";

    private final LogConfigurator.Levels levels;

    LoggersHandler(LogConfigurator.Levels levels) {
        this.levels = levels;
    }

    /** Answers {@code /actuator/loggers} and {@code /actuator/loggers/NAME}. */
    ApiAnswer answer(ApiRequest request) throws ApiRefusedException {
        if (request.at() == ApiPath.LOGGERS) {
            return shown(all());
        }
        String name = request.path().get(2);
        if (!levels.has(name)) {
            return ApiAnswer.error(404, "There is no logger %s. /actuator/loggers lists all.".formatted(name));
        }
        if (request.isRead()) {
            return shown(one(name));
        }
        levels.set(name, wanted(request.body()));
        return new ApiAnswer(204, JSON, new byte[0], List.of());
    }

    private static ApiAnswer shown(String json) {
        return new ApiAnswer(200, JSON, new JsonBuffer(json.length()).raw(json).toByteArray(), List.of());
    }

    private String all() {
        StringBuilder json = new StringBuilder("{\"levels\":[");
        LogConfigurator.Levels.ALL.forEach(
                level -> json.append('"').append(level).append("\","));
        json.setCharAt(json.length() - 1, ']');
        json.append(",\"loggers\":{");
        String comma = "";
        for (String name : levels.names()) {
            json.append(comma).append('"').append(name).append("\":").append(one(name));
            comma = ",";
        }
        return json.append("}}").toString();
    }

    private String one(String name) {
        String configured = levels.configured(name);
        return "{%s\"effectiveLevel\":\"%s\"}"
                .formatted(
                        configured == null ? "" : "\"configuredLevel\":\"%s\",".formatted(configured),
                        levels.effective(name));
    }

    /** Returns the level that a body asks for; null for that of the logger above. */
    private static @Nullable String wanted(byte[] body) throws ApiRefusedException {
        JsonNode json = NodeEdit.parse(body);
        if (!json.isObject() || !json.has(MEMBER)) {
            throw new ApiRefusedException(400, "The body must be an object with configuredLevel.");
        }
        for (String name : json.propertyNames()) {
            if (!name.equals(MEMBER)) {
                throw new ApiRefusedException(400, "There is no member %s, only configuredLevel.".formatted(name));
            }
        }
        JsonNode level = json.get(MEMBER);
        if (level.isNull()) {
            return null;
        }
        String text = level.isString() ? level.stringValue().toUpperCase(Locale.ROOT) : "";
        if (!LogConfigurator.Levels.ALL.contains(text)) {
            throw new ApiRefusedException(
                    400, "configuredLevel must be ERROR, WARN, INFO, DEBUG or null, not %s".formatted(level));
        }
        return text;
    }
}
