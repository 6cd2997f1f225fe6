/**
 * The nodes of the registry as a client knows them: where they are, which to talk to, and how long to leave one alone
 * that failed. Pure: time and chance are arguments. No part of the API.
 */
@NullMarked
package hera.client.nodes;

import org.jspecify.annotations.NullMarked;
