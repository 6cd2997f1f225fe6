/**
 * The API for services and their clients: registers, renews, deletes and reads instances. A request passes
 * {@link hera.registry.api.RegistryFilter}, which reads its path, and {@link hera.registry.api.InstancesController}, which
 * turns it into calls of the {@link hera.registry.replica.Replica}.
 */
@NullMarked
package hera.registry.api;

import org.jspecify.annotations.NullMarked;
