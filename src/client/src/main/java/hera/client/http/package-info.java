/**
 * HTTP to nodes. {@link hera.client.http.Transport} is the client's only way to the network: tests put an in-memory
 * twin in its place that loses, delays and cuts. No part of the API.
 */
@NullMarked
package hera.client.http;

import org.jspecify.annotations.NullMarked;
