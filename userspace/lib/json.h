/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shorthand for json-c: objects are built by adding named values.
 */
#ifndef HOP_LIB_JSON_H
#define HOP_LIB_JSON_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/utsname.h>

#include <json-c/json.h>
#include <linux/types.h>

/*
 * hop_json_add() - puts @value at @key, which is added once only and stays as
 * long as the program: it is neither looked for nor copied
 */
static inline void hop_json_add(struct json_object *o, const char *key,
				struct json_object *value)
{
	json_object_object_add_ex(o, key, value,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW |
					  JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static inline void hop_json_text(struct json_object *o, const char *key,
				 const char *text)
{
	hop_json_add(o, key, json_object_new_string(text));
}

static inline void hop_json_bool(struct json_object *o, const char *key,
				 bool value)
{
	hop_json_add(o, key, json_object_new_boolean(value));
}

static inline void hop_json_int(struct json_object *o, const char *key,
				__s64 value)
{
	hop_json_add(o, key, json_object_new_int64(value));
}

/* hop_json_hex() - "0x..." as a value of its own: JSON numbers have 53 bits */
static inline struct json_object *hop_json_hex(__u64 value)
{
	char text[19];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)value);
	return json_object_new_string(text);
}

static inline void hop_json_addr(struct json_object *o, const char *key,
				 __u64 value)
{
	hop_json_add(o, key, hop_json_hex(value));
}

/* hop_json_os() - "kernel" and "arch", as every command gives them */
static inline void hop_json_os(struct json_object *o)
{
	struct utsname os;

	uname(&os);
	hop_json_text(o, "kernel", os.release);
	hop_json_text(o, "arch", os.machine);
}

/* hop_json_text_of() - the text at @key, or NULL */
static inline const char *hop_json_text_of(struct json_object *o,
					   const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(o, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

/* hop_json_number_of() - a whole number at @key that is not negative */
static inline bool hop_json_number_of(struct json_object *o, const char *key,
				      __s64 *number)
{
	struct json_object *value;

	if (!json_object_object_get_ex(o, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return false;
	*number = json_object_get_int64(value);
	return *number >= 0;
}

/* hop_json_list_of() - the list at @key, or NULL */
static inline struct json_object *hop_json_list_of(struct json_object *o,
						   const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(o, key, &value) ||
	    !json_object_is_type(value, json_type_array))
		return NULL;
	return value;
}

/* hop_json_print() - prints @o on stdout and frees it */
static inline void hop_json_print(struct json_object *o)
{
	puts(json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

#endif
