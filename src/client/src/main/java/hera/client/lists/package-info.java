/**
 * The rules by which a list of instances changes, and by which it is asked for again. Pure: time and chance are
 * arguments. No part of the API.
 */
@NullMarked
package hera.client.lists;

import org.jspecify.annotations.NullMarked;
