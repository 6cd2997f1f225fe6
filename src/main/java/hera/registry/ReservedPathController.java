package hera.registry;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers every reserved path that nothing else answers. */
@RestController
final class ReservedPathController {
    @RequestMapping("/**")
    void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String first = request.getRequestURI().split("/", 3)[1];
        Responses.problem(response, 400, String.valueOf(Target.reserved(first).getMessage()));
    }
}
