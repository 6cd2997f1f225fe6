/**
 * Requests that any node may answer: one that does is found and kept to, and when it fails the request goes to the next.
 * No part of the API.
 */
@NullMarked
package hera.client.cluster;

import org.jspecify.annotations.NullMarked;
