/** What a client counts for people who watch it, where the program has Micrometer; nothing else of the client knows that. */
@NullMarked
package hera.client.meters;

import org.jspecify.annotations.NullMarked;
