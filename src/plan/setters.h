/* From text to fields of the plan: what the rows of the option table call. Each is an option.set;
 * the field's type is named beside it. */
#pragma once

#include "plan/options.h"

int set_text(const struct setting *setting, void *field);        /* char * */
int set_priority(const struct setting *setting, void *field);    /* int */
int set_yes_no(const struct setting *setting, void *field);      /* bool */
int set_busy_free(const struct setting *setting, void *field);   /* bool: busy */
int set_minutes(const struct setting *setting, void *field);     /* int */
int set_hours(const struct setting *setting, void *field);       /* int */
int set_weeks(const struct setting *setting, void *field);       /* int */
int set_offsets(const struct setting *setting, void *field);     /* struct offset_list */
int set_date(const struct setting *setting, void *field);        /* int32_t */
int set_weekday(const struct setting *setting, void *field);     /* enum weekday */
int set_days(const struct setting *setting, void *field);        /* unsigned */
int set_goal(const struct setting *setting, void *field);        /* struct goal */
int set_zone(const struct setting *setting, void *field);        /* char * */
int set_path(const struct setting *setting, void *field);        /* char * */
int set_url_or_path(const struct setting *setting, void *field); /* char * */
int set_name(const struct setting *setting, void *field);        /* char * */

int set_days_off(const struct setting *setting, void *plan);
int set_review(const struct setting *setting, void *plan);
int set_window_time(const struct setting *setting, void *window);
int set_activity_time(const struct setting *setting, void *activity);
int set_windows(const struct setting *setting, void *activity);
int set_block(const struct setting *setting, void *activity);
int add_path(const struct setting *setting, void *calendar);
