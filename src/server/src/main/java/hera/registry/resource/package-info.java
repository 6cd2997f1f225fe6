/**
 * The resources that clients read and their representations (RFC 9110): a path names a resource, a representation is one
 * form of it, and the cache keeps its bytes and its entity tag.
 *
 * <pre>
 *   RegistryPath -> Representation -> ResponseCache -> CachedResponse
 * </pre>
 */
@NullMarked
package hera.registry.resource;

import org.jspecify.annotations.NullMarked;
