package hera.registry.simulation;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;

/** The full name of an instance. */
record Key(ServiceName service, InstanceId id) {
    static Key of(int number) {
        return new Key(new ServiceName("service-" + number % 3), new InstanceId("instance-" + number));
    }

    @Override
    public String toString() {
        return service + "/" + id;
    }
}
