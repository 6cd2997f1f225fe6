/**
 * The API for services and their clients: registers, renews, deletes and reads instances. A request passes
 * {@link hera.registry.RegistryFilter}, which reads its path, and {@link hera.registry.InstancesController}, which
 * turns it into calls of the {@link hera.state.Replica}.
 */
@NullMarked
package hera.registry;

import org.jspecify.annotations.NullMarked;
