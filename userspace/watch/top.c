// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop top`: how deep each kind of stack of each CPU is, on a live screen.
 */
#include <argp.h>
#include <err.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "bpf.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "names.h"
#include "top_rows.h"
#include "watch.h"

/* Lines above the rows: what it is, a blank one, titles. */
#define HEAD_LINES 3

/* Signals are looked for that often, in ms. */
#define SIGNAL_MS 100

struct options {
	struct hop_watch_plan plan;
	long delay;
};

/**
 * struct top - the state of the screen
 * @watch:	the programs
 * @before:	the counters at the last look
 * @row:	what is shown
 * @nr:		how many rows
 * @first:	the first that is on the screen
 * @since:	when the last look was, in ms
 * @seconds:	how long ago that was at this look
 */
struct top {
	struct hop_watch *watch;
	struct hop_watch_cpu *before;
	struct hop_top_row *row;
	size_t nr;
	size_t first;
	long since;
	double seconds;
};

static const struct argp_option option_table[] = {
	{ "delay", 'd', "SECONDS", 0, "look again after that time (default 1)",
	  0 },
	{ "pid", 'p', "PID", 0,
	  "watch this process and what it starts from now on", 0 },
	{ "entry", 'e', "NAMES", 0, "as `stackhop watch -e'", 0 },
	{ 0 },
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'd':
		o->delay = hop_args_seconds(arg);
		if (!o->delay)
			argp_error(state, "-d takes a time in seconds");
		return 0;
	case 'p':
		o->plan.tgid = hop_args_option(state, key, arg, 1, 1 << 22);
		return 0;
	case 'e':
		o->plan.points = hop_watch_parse(arg);
		if (!o->plan.points)
			argp_error(state, "-e: no such entry in `%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static long now_ms(void)
{
	return hop_clock_ns(CLOCK_MONOTONIC) / 1000000;
}

static void sample_drop(void *to, const struct hop_watch_sample *s)
{
	(void)to;
	(void)s;
}

static void look(struct top *top)
{
	struct hop_watch_cpu *now = hop_watch_copy(top->watch);
	long at = now_ms();

	if (!now)
		return;
	top->seconds = (at - top->since) / 1000.0;
	top->nr = hop_top_rows(now, top->before, top->watch->nr_cpus, top->row);
	top->since = at;
	free(top->before);
	top->before = now;
	/* Traces are not shown, but they must not fill their buffer. */
	hop_watch_samples(top->watch, sample_drop, NULL);
}

static size_t rows_fit(void)
{
	int lines = LINES - HEAD_LINES;

	return lines > 0 ? lines : 0;
}

static void draw(struct top *top)
{
	char line[HOP_TOP_LINE];
	struct utsname os;

	uname(&os);
	if (top->first + rows_fit() > top->nr)
		top->first = top->nr > rows_fit() ? top->nr - rows_fit() : 0;
	erase();
	mvprintw(0, 0, "stackhop top: %.30s, %zu CPUs; bytes deep; q ends it%s",
		 os.release, top->watch->nr_cpus,
		 top->nr > rows_fit() ? "; arrows scroll" : "");
	hop_top_head(line);
	attron(A_REVERSE);
	mvaddnstr(2, 0, line, COLS);
	attroff(A_REVERSE);
	for (size_t i = 0; i < rows_fit() && top->first + i < top->nr; i++) {
		hop_top_line(&top->row[top->first + i], top->seconds, line);
		mvaddnstr(HEAD_LINES + i, 0, line, COLS);
	}
	refresh();
}

/* False if it is to end. */
static bool key_take(struct top *top, int key)
{
	size_t page = rows_fit();

	if (key == KEY_UP && top->first)
		top->first--;
	else if (key == KEY_DOWN)
		top->first++;
	else if (key == KEY_PPAGE)
		top->first -= top->first < page ? top->first : page;
	else if (key == KEY_NPAGE)
		top->first += page;
	if (key != ERR)
		draw(top);
	return key != 'q' && key != 'Q';
}

static void loop(struct top *top, const struct hop_wait *wait, long delay)
{
	look(top);
	draw(top);
	timeout(delay < SIGNAL_MS ? delay : SIGNAL_MS);
	while (key_take(top, getch()) && !hop_wait_next(wait, 0)) {
		if (now_ms() < top->since + delay)
			continue;
		look(top);
		draw(top);
	}
}

static bool top_prepare(struct top *top)
{
	top->before = hop_watch_copy(top->watch);
	top->row = calloc((top->watch->nr_cpus + 1) * HOP_KIND_NR,
			  sizeof(*top->row));
	top->since = now_ms();
	return top->before && top->row;
}

static int screen_run(struct top *top, const struct hop_wait *wait, long delay)
{
	SCREEN *screen = newterm(NULL, hop_out_screen(), stdin);

	if (!screen) {
		warnx("no screen: set TERM to what this terminal is");
		return HOP_CANNOT;
	}
	cbreak();
	noecho();
	curs_set(0);
	keypad(stdscr, TRUE);
	loop(top, wait, delay);
	endwin();
	delscreen(screen);
	return HOP_OK;
}

static int top_run(const struct options *o)
{
	struct top top = { .watch = hop_watch_open(&o->plan) };
	struct hop_wait wait;
	int ret = HOP_CANNOT;

	if (top.watch && top_prepare(&top) &&
	    hop_wait_open(&wait, o->plan.tgid, false)) {
		hop_watch_begin(top.watch);
		ret = screen_run(&top, &wait, o->delay);
		hop_wait_close(&wait);
	}
	hop_watch_close(top.watch);
	free(top.before);
	free(top.row);
	return ret;
}

int hop_cmd_top(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.doc = "Shows, by CPU and kind of stack, how deep the last event found it, how deep any did, and at which entry (left: one that came to another stack from there), and how many events there are, until q is typed. See `stackhop watch' for what an event is.",
	};
	struct options o = {
		.delay = 1000, .plan = { .points = HOP_WATCH_ALL, .live = true }
	};
	struct hop_kstacks stacks;
	sigset_t set;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &o))
		return HOP_USAGE;
	if (o.plan.tgid && !hop_process_check(o.plan.tgid))
		return HOP_CANNOT;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		warnx("this needs a terminal: `stackhop watch -i 1' does not");
		return HOP_CANNOT;
	}
	if (!hop_kstacks_find(&stacks))
		return HOP_CANNOT;
	o.plan.stacks = stacks.list;
	o.plan.task_stack_size = stacks.task_size;
	o.plan.nr_cpus = stacks.nr_cpus;
	o.plan.traceless = true;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ret = top_run(&o);
	free(stacks.list.stack);
	return ret;
}
