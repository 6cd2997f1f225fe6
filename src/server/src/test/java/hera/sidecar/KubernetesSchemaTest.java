package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The deployments by Kubernetes' own schema. */
class KubernetesSchemaTest {
    private static final String SERVICE =
            "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80, targetPort: http}]}}";

    @ParameterizedTest
    @ValueSource(strings = {"sidecar.yaml", "sidecar-deployment.yaml"})
    void deploymentsAreValid(String file) throws IOException {
        for (JsonNode document : DeploymentsTest.documents(file)) {
            assertThat(KubernetesSchema.errorsIn(document))
                    .as(file + ", " + document.get("kind"))
                    .isEmpty();
        }
    }

    @Test
    void validServiceIsValid() throws IOException {
        assertThat(errors(SERVICE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        kind: Service      | kind: Servce            | no schema of 'v1 Servce'
        metadata: {        | metdata: {              | : has no 'metdata'
        port: 80           | port: '80'              | /spec/ports/0/port: must be a number
        port: 80,          |                         | /spec/ports/0: needs 'port'
        targetPort: http   | targetPort: [http]      | /spec/ports/0/targetPort: must be a number or a text
        targetPort: http   | tragetPort: http        | /spec/ports/0: has no 'tragetPort'
        ports: [           | publishNotReadyAddresses: 1, ports: [ | /spec/publishNotReadyAddresses: must be true or false
        {name: a}          | {name: a, labels: {b: 1}} | /metadata/labels/b: must be a text
        """)
    void mistakeIsNamedWithItsPlace(String right, String wrong, String error) throws IOException {
        assertThat(SERVICE).contains(right);
        assertThat(errors(SERVICE.replace(right, wrong == null ? "" : wrong))).containsExactly(error);
    }

    private static Iterable<String> errors(String yaml) throws IOException {
        return KubernetesSchema.errorsIn(new YAMLMapper().readTree(yaml));
    }
}
