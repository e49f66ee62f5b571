/* The alarm and the clock agree: who is woken at an instant finds that it is that instant. Were the
 * clock read at the last tick's time, each alarm would be followed by a burst of others. */
#include "schedule-fixture.h"

#include <systemd/sd-event.h>

#include "daemon/daemon.h"
#include "daemon/wake.h"

struct woken {
    int64_t at_sec;
    int n, n_early;
};

static void on_wake(bool clock_was_set _unused_, void *userdata)
{
    struct woken *woken = userdata;

    woken->n++;
    woken->n_early += daemon_now() < woken->at_sec;
}

static void test_the_clock_is_not_behind_the_alarm(void **state _unused_)
{
    struct woken woken = {0};
    struct wake *wake = NULL;
    sd_event *event = NULL;

    assert_true(sd_event_new(&event) >= 0);
    assert_int_equal(wake_new(event, on_wake, &woken, &wake), 0);
    for (int i = 0; i < 3; i++) {
        woken.at_sec = daemon_now() + 1;
        assert_int_equal(wake_at(wake, woken.at_sec), 0);
        assert_true(sd_event_run(event, 5000000) > 0);
    }
    assert_int_equal(woken.n, 3);
    assert_int_equal(woken.n_early, 0);

    /* What has passed fires at once. */
    assert_int_equal(wake_at(wake, INT64_MIN), 0);
    assert_true(sd_event_run(event, 0) > 0);
    assert_int_equal(wake_at(wake, INT64_MAX), 0);
    assert_int_equal(sd_event_run(event, 0), 0);
    wake_free(wake);
    sd_event_unref(event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_clock_is_not_behind_the_alarm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
