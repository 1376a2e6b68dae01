/* command.h - `sonde ... -- command`: a capture that lasts as long as a command.
 *
 * A helper that is forked first of all, with the rights and in the place that we were started with,
 * runs it when the capture listens, and tells how it ended.
 */
#ifndef SONDE_COMMAND_H
#define SONDE_COMMAND_H

#include <stdbool.h>

struct command;
struct job;

/* The helper is there.  NULL after a message. */
struct command *command_new(const struct job *job);
/* Now run it. */
void command_go(struct command *c);
/* Is it over?  *status is as a shell's $?. */
bool command_over(struct command *c, int *status);
/* Wait until it is; terminate it first if we were told to stop.  Frees c; the status as above, or 0
 * if it never ran. */
int command_end(struct command *c, bool terminate);

#endif
