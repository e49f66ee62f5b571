/* Whether a record's fields lie in their ranges: its form was checked on receipt, its values come
 * from another process. */
#pragma once

#include <stdbool.h>

struct publish_begin;
struct publish_block;
struct publish_exception;
struct publish_series;
struct publish_share;

bool begin_is_valid(const struct publish_begin *begin);
bool series_is_valid(const struct publish_series *series);
bool exception_is_valid(const struct publish_exception *exception);
bool block_is_valid(const struct publish_block *block);
bool share_is_valid(const struct publish_share *share);
