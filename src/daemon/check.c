#include "daemon/modes.h"

#include <errno.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/json.h"
#include "daemon/check-fit.h"
#include "daemon/daemon.h"
#include "daemon/plan-system.h"

static int print_json(const struct diag_list *diags)
{
    struct json json;

    json_init(&json, stdout);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_array_begin(&json, "diagnostics");
    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *diag = &diags->items[i];

        json_object_begin(&json, NULL);
        json_string(&json, "file", diag->file);
        json_integer(&json, "line", diag->line);
        json_integer(&json, "column", diag->column);
        json_string(&json, "severity", diag_severity_name(diag->severity));
        json_string(&json, "message", diag->message);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return json_finish(&json);
}

/* What a sound plan leads to in an ordinary week. */
static int check_week(struct plan *plan, const char *plan_path, struct diag_list *diags)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int r;

    plan_follow_locale(plan);
    r = plan_load_zone(plan, &zone);
    return r < 0 ? r : check_fit(plan, zone, daemon_now(), plan_path, diags);
}

int check_main(const char *plan_path, bool is_json)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) char *data_dir = NULL;
    int r;

    /* Without a home there is no folder of ours that a calendar could lie in. */
    path_data_dir(&data_dir);
    r = plan_load(plan_path, data_dir, &diags, &plan);
    if (r == 0)
        r = check_week(plan, plan_path, &diags);
    if (is_json && print_json(&diags) < 0) {
        perror("jobsearchd: cannot write");
        return EXIT_FAILURE;
    }
    if (!is_json)
        diag_print(&diags, stderr);
    if (r < 0 && !diag_has_error(&diags))
        fprintf(stderr, "jobsearchd: %s\n", strerror(-r));
    return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
