/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text that comes from the system, such as the names of tasks: any user may give
 * a task any bytes for a name, and they go to terminals and parsers.
 */
#ifndef HOP_LIB_TEXT_H
#define HOP_LIB_TEXT_H

#include <stddef.h>

/* Room for what hop_text_clean() makes of @nr bytes, whatever they are. */
#define HOP_TEXT_ROOM(nr) (4 * (nr) + 1)

/**
 * hop_text_clean() - the one rule for foreign text, in tables and JSON alike
 * @bytes:	up to @nr of them, or to the first 0
 * @text:	where the text goes; ends in 0
 * @size:	of @text, at least 1
 *
 * Characters in UTF-8 that can be seen stay as they are. Each byte of all else
 * becomes "\x1b" (two hexadecimal digits): control characters, those that turn
 * the direction of text, that are not seen, or end a line or paragraph; bytes
 * that are not UTF-8. A backslash is doubled, so that different names stay
 * different. What does not fit is left out from the first such piece on.
 * Returns @text, which is always valid UTF-8.
 */
char *hop_text_clean(const char *bytes, size_t nr, char *text, size_t size);

/* hop_text_columns() - how wide @text, which is valid UTF-8, is on a terminal */
size_t hop_text_columns(const char *text);

/*
 * hop_text_word() - where @word stands in @words, between blanks or at an end of
 * a line; NULL: nowhere, or @word is empty
 */
const char *hop_text_word(const char *words, const char *word);

#endif
