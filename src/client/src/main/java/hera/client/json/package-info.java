/**
 * JSON as nodes send it. Whatever an instance is made of, the list that it stands in can be read: a list is cut into its
 * members by counting brackets, and each member is parsed by itself. No part of the API.
 */
@NullMarked
package hera.client.json;

import org.jspecify.annotations.NullMarked;
