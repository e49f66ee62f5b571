/* jobsearchd: options, then one of its modes. */
#include <errno.h>
#include <getopt.h>
#include <locale.h>

#include "base/file.h"
#include "base/macro.h"
#include "daemon/modes.h"
#include "daemon/run.h"

static const char usage[] =
    "Usage: jobsearchd [--plan FILE]                   run\n"
    "       jobsearchd --check [FILE] [--json]         name every problem of a plan\n"
    "       jobsearchd --dry-run FROM/TO [--plan FILE] print what would be due between two dates\n"
    "       jobsearchd --preview [FILE] [--json]       print the blocks that a plan would give\n"
    "       jobsearchd --help | --version\n"
    "\n"
    "Without FILE the plan is $XDG_CONFIG_HOME/jobsearchd/plan.ini. See jobsearchd(1) and\n"
    "jobsearchd.plan(5).\n";

struct arguments {
    const char *plan, *span;
    bool is_check, is_preview, is_json;
};

/* Returns -1 to go on, else the exit status. */
static int parse_arguments(int argc, char **argv, struct arguments *ret)
{
    enum {
        OPTION_PLAN = 256,
        OPTION_CHECK,
        OPTION_JSON,
        OPTION_DRY_RUN,
        OPTION_PREVIEW,
        OPTION_VERSION
    };
    static const struct option options[] = {
        {"plan", required_argument, NULL, OPTION_PLAN},
        {"check", no_argument, NULL, OPTION_CHECK},
        {"json", no_argument, NULL, OPTION_JSON},
        {"dry-run", required_argument, NULL, OPTION_DRY_RUN},
        {"preview", no_argument, NULL, OPTION_PREVIEW},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, OPTION_VERSION},
        {0},
    };
    struct arguments arguments = {0};
    int c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
        switch (c) {
        case OPTION_PLAN:
            arguments.plan = optarg;
            break;
        case OPTION_CHECK:
            arguments.is_check = true;
            break;
        case OPTION_JSON:
            arguments.is_json = true;
            break;
        case OPTION_DRY_RUN:
            arguments.span = optarg;
            break;
        case OPTION_PREVIEW:
            arguments.is_preview = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return 0;
        case OPTION_VERSION:
            puts("jobsearchd " VERSION);
            return 0;
        default:
            fputs(usage, stderr);
            return 2;
        }
    }

    bool looks = arguments.is_check || arguments.is_preview;
    if (looks && optind < argc && !arguments.plan)
        arguments.plan = argv[optind++];
    if (optind < argc || (arguments.is_json && !looks) ||
        arguments.is_check + arguments.is_preview + (arguments.span != NULL) > 1) {
        fputs(usage, stderr);
        return 2;
    }
    *ret = arguments;
    return -1;
}

static int find_plan(const char *given, char **ret)
{
    _cleanup_(freep) char *dir = NULL, *cwd = NULL;
    int r;

    if (given) {
        cwd = getcwd(NULL, 0);
        return path_expand(given, cwd, ret);
    }
    r = path_config_dir(&dir);
    return r < 0 ? r : path_join(dir, "plan.ini", ret);
}

/* The folder is watched for the plan that may come; the user's own --plan is not ours to make. */
static void make_plan_folder(void)
{
    _cleanup_(freep) char *dir = NULL;

    if (path_config_dir(&dir) >= 0)
        make_dirs(dir);
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    _cleanup_(freep) char *plan_path = NULL;
    int r = parse_arguments(argc, argv, &arguments);

    if (r >= 0)
        return r;
    setlocale(LC_TIME, "");
    r = find_plan(arguments.plan, &plan_path);
    if (r < 0) {
        fprintf(stderr,
                "jobsearchd: no plan can be found: %s. Set HOME, or name one with --plan.\n",
                strerror(-r));
        return EXIT_FAILURE;
    }
    if (arguments.is_check)
        return check_main(plan_path, arguments.is_json);
    if (arguments.is_preview)
        return preview_main(plan_path, arguments.is_json);
    if (arguments.span)
        return dry_run_main(plan_path, arguments.span);
    if (!arguments.plan)
        make_plan_folder();
    return run_main(plan_path);
}
