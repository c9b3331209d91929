/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looking into JSON: a test that includes this is linked with json-c.
 */
#ifndef HOP_LIB_JSON_H
#define HOP_LIB_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <json-c/json.h>

/* The value of @name, NULL if there is none. */
static inline json_object *hop_json_member(json_object *from, const char *name)
{
	json_object *found = NULL;

	json_object_object_get_ex(from, name, &found);
	return found;
}

/* The same as a number; -1 if there is none. */
static inline int64_t hop_json_number(json_object *from, const char *name)
{
	json_object *found = hop_json_member(from, name);

	return found ? json_object_get_int64(found) : -1;
}

/* The same as text; "" if there is none. */
static inline const char *hop_json_text(json_object *from, const char *name)
{
	return json_object_get_string(hop_json_member(from, name)) ?: "";
}

/* Is it there, and this text? */
static inline bool hop_json_is(json_object *from, const char *name,
			       const char *text)
{
	const char *found = json_object_get_string(hop_json_member(from, name));

	return found && !strcmp(found, text);
}

#endif
