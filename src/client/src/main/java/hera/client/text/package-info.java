/** Names of services and instances, and text that may stand in a log. No part of the API. */
@NullMarked
package hera.client.text;

import org.jspecify.annotations.NullMarked;
