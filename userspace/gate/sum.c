// SPDX-License-Identifier: GPL-2.0
/*
 * Counts what `stackhop gate` has found.
 */
#include "report.h"

void hop_cell_path(struct hop_cell *cell, const struct hop_observed *path)
{
	size_t i;

	for (i = 0; i < cell->nr_paths; i++) {
		if (hop_observed_same(&cell->path[i].path, path)) {
			cell->path[i].count++;
			return;
		}
	}
	if (i == HOP_CELL_PATHS) {
		cell->dropped++;
		return;
	}
	cell->nr_paths++;
	cell->path[i].path = *path;
	cell->path[i].count = 1;
}

bool hop_cell_ok(const struct hop_cell *cell)
{
	return cell->fired == cell->wanted && cell->recorded == cell->wanted &&
	       !cell->lost && !cell->torn && !cell->wrong && !cell->signal;
}

struct hop_sums hop_cells_sum(const struct hop_cells *cells)
{
	struct hop_sums sums = { 0 };

	for (size_t i = 0; i < cells->nr; i++) {
		sums.fired += cells->cell[i].fired;
		sums.recorded += cells->cell[i].recorded;
		sums.lost += cells->cell[i].lost;
		sums.torn += cells->cell[i].torn;
		sums.wrong += cells->cell[i].wrong;
	}
	return sums;
}
