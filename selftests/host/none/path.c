// SPDX-License-Identifier: GPL-2.0
/*
 * The rest of it: no frame, no marks of a way out, no snippets.
 */
#include "arch/arch.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

size_t hop_record_words(const struct hop_record *rec,
			struct hop_word words[HOP_WORDS_MAX])
{
	return 0;
}

bool hop_record_sound(const struct hop_record *rec)
{
	return true;
}

size_t hop_frame_words(const struct hop_record *rec,
		       struct hop_word words[HOP_WORDS_MAX])
{
	return 0;
}

const char *hop_frame_check(const struct hop_record *rec,
			    const struct hop_stack_info *at,
			    const struct hop_stack_info *from, __u64 *gap)
{
	*gap = 0;
	return NULL;
}

__u64 hop_frame_find(const struct hop_record *rec, const __u64 *words,
		     size_t nr)
{
	return ~0ULL;
}

struct hop_exit_marks hop_exit_read(const struct hop_record *rec,
				    const struct hop_run *run,
				    const struct hop_stack_info *entry)
{
	return (struct hop_exit_marks){ .way = HOP_EXIT_UNSEEN };
}

__u64 hop_exit_last_sp(const struct hop_residue_words *entry)
{
	return 0;
}

__u64 hop_exit_failed(const struct hop_run *run,
		      const struct hop_stack_info *entry)
{
	return 0;
}

const struct hop_exit_name *hop_exit_name_of(__u64 bytes)
{
	static const struct hop_exit_name none = { "nothing", "nothing" };

	return &none;
}

const char *hop_cpu_moved(const struct hop_record *rec, unsigned int kind)
{
	return "the CPU";
}

void hop_shot_fire(unsigned int vector, struct hop_shot *shot, __u64 count)
{
}

void hop_snippet_skip(uint8_t *at, int distance)
{
}

void hop_snippet_run(void)
{
}

void hop_snippet_settle(void)
{
}

void hop_snippet_partner(void)
{
}

void hop_snippet_time(void)
{
}

const char hop_snippet_close[1], hop_snippet_return[1];
const char hop_snippet_linger[1], hop_snippet_caught[1];
const char hop_snippet_closing[1], hop_snippet_partner_back[1];
const char hop_snippet_partner_on[1], hop_snippet_stop[1];
const char hop_snippet_exit[1];
