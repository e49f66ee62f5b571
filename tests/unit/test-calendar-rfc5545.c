/* Every example of RFC 5545 section 3.8.5.3 with the dates that it prints. All are of the zone
 * America/New_York and at 09:00, where nothing else is said. */
#include "read-fixture.h"

/* Dates as the RFC lists them: "1997 Sep 2-11,15 Oct 2". What it ends with "..." goes on to `to`.
 */
static const struct {
    const char *start, *rule, *to, *dates;
    const char *times; /* NULL: 09:00 */
} examples[] = {
    {"19970902", "FREQ=DAILY;COUNT=10", "2000-01-01", "1997 Sep 2-11", NULL},
    {"19970902", "FREQ=DAILY;UNTIL=19971224T000000Z", "2000-01-01",
     "1997 Sep 2-30 Oct 1-31 Nov 1-30 Dec 1-23", NULL},
    {"19970902", "FREQ=DAILY;INTERVAL=2", "1997-12-04",
     "1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 "
     "Oct 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 "
     "Nov 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 Dec 1,3",
     NULL},
    {"19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "2000-01-01", "1997 Sep 2,12,22 Oct 2,12", NULL},
    {"19980101", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
     "2003-01-01", "1998 Jan 1-31 1999 Jan 1-31 2000 Jan 1-31", NULL},
    {"19980101", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "2003-01-01",
     "1998 Jan 1-31 1999 Jan 1-31 2000 Jan 1-31", NULL},
    {"19970902", "FREQ=WEEKLY;COUNT=10", "2000-01-01", "1997 Sep 2,9,16,23,30 Oct 7,14,21,28 Nov 4",
     NULL},
    {"19970902", "FREQ=WEEKLY;UNTIL=19971224T000000Z", "2000-01-01",
     "1997 Sep 2,9,16,23,30 Oct 7,14,21,28 Nov 4,11,18,25 Dec 2,9,16,23", NULL},
    {"19970902", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1998-02-18",
     "1997 Sep 2,16,30 Oct 14,28 Nov 11,25 Dec 9,23 1998 Jan 6,20 Feb 3,17", NULL},
    {"19970902", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "2000-01-01",
     "1997 Sep 2,4,9,11,16,18,23,25,30 Oct 2", NULL},
    {"19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "2000-01-01",
     "1997 Sep 2,4,9,11,16,18,23,25,30 Oct 2", NULL},
    {"19970901", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
     "2000-01-01",
     "1997 Sep 1,3,5,15,17,19,29 Oct 1,3,13,15,17,27,29,31 Nov 10,12,14,24,26,28 Dec 8,10,12,22",
     NULL},
    {"19970902", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "2000-01-01",
     "1997 Sep 2,4,16,18,30 Oct 2,14,16", NULL},
    {"19970905", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "2000-01-01",
     "1997 Sep 5 Oct 3 Nov 7 Dec 5 1998 Jan 2 Feb 6 Mar 6 Apr 3 May 1 Jun 5", NULL},
    {"19970905", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "2000-01-01",
     "1997 Sep 5 Oct 3 Nov 7 Dec 5", NULL},
    {"19970907", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "2000-01-01",
     "1997 Sep 7,28 Nov 2,30 1998 Jan 4,25 Mar 1,29 May 3,31", NULL},
    {"19970922", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "2000-01-01",
     "1997 Sep 22 Oct 20 Nov 17 Dec 22 1998 Jan 19 Feb 16", NULL},
    {"19970928", "FREQ=MONTHLY;BYMONTHDAY=-3", "1998-02-27",
     "1997 Sep 28 Oct 29 Nov 28 Dec 29 1998 Jan 29 Feb 26", NULL},
    {"19970902", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "2000-01-01",
     "1997 Sep 2,15 Oct 2,15 Nov 2,15 Dec 2,15 1998 Jan 2,15", NULL},
    {"19970930", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "2000-01-01",
     "1997 Sep 30 Oct 1,31 Nov 1,30 Dec 1,31 1998 Jan 1,31 Feb 1", NULL},
    {"19970910", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "2003-01-01",
     "1997 Sep 10-15 1999 Mar 10-13", NULL},
    {"19970902", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1998-04-01",
     "1997 Sep 2,9,16,23,30 Nov 4,11,18,25 1998 Jan 6,13,20,27 Mar 3,10,17,24,31", NULL},
    {"19970610", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "2010-01-01",
     "1997 Jun 10 Jul 10 1998 Jun 10 Jul 10 1999 Jun 10 Jul 10 2000 Jun 10 Jul 10 2001 Jun 10 "
     "Jul 10",
     NULL},
    {"19970310", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "2010-01-01",
     "1997 Mar 10 1999 Jan 10 Feb 10 Mar 10 2001 Jan 10 Feb 10 Mar 10 2003 Jan 10 Feb 10 Mar 10",
     NULL},
    {"19970101", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "2010-01-01",
     "1997 Jan 1 Apr 10 Jul 19 2000 Jan 1 Apr 9 Jul 18 2003 Jan 1 Apr 10 Jul 19 2006 Jan 1", NULL},
    {"19970519", "FREQ=YEARLY;BYDAY=20MO", "2000-01-01", "1997 May 19 1998 May 18 1999 May 17",
     NULL},
    {"19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "2000-01-01",
     "1997 May 12 1998 May 11 1999 May 17", NULL},
    {"19970313", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "2000-01-01",
     "1997 Mar 13,20,27 1998 Mar 5,12,19,26 1999 Mar 4,11,18,25", NULL},
    {"19970605", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "2000-01-01",
     "1997 Jun 5,12,19,26 Jul 3,10,17,24,31 Aug 7,14,21,28 "
     "1998 Jun 4,11,18,25 Jul 2,9,16,23,30 Aug 6,13,20,27 "
     "1999 Jun 3,10,17,24 Jul 1,8,15,22,29 Aug 5,12,19,26",
     NULL},
    {"19970902",
     "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13\r\nEXDATE;TZID=America/New_York:19970902T090000",
     "2000-12-01", "1998 Feb 13 Mar 13 Nov 13 1999 Aug 13 2000 Oct 13", NULL},
    {"19970913", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1998-06-14",
     "1997 Sep 13 Oct 11 Nov 8 Dec 13 1998 Jan 10 Feb 7 Mar 7 Apr 11 May 9 Jun 13", NULL},
    {"19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
     "2005-01-01", "1996 Nov 5 2000 Nov 7 2004 Nov 2", NULL},
    {"19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "2000-01-01",
     "1997 Sep 4 Oct 7 Nov 6", NULL},
    {"19970929", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1998-04-01",
     "1997 Sep 29 Oct 30 Nov 27 Dec 30 1998 Jan 29 Feb 26 Mar 30", NULL},
    /* The RFC prints UNTIL=19970902T170000Z, which is 13:00: erratum 3883 says what is meant. */
    {"19970902", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "2000-01-01", "1997 Sep 2",
     "09:00 12:00 15:00"},
    {"19970902", "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "2000-01-01", "1997 Sep 2",
     "09:00 09:15 09:30 09:45 10:00 10:15"},
    {"19970902", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "2000-01-01", "1997 Sep 2",
     "09:00 10:30 12:00 13:30"},
    {"19970902", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", "1997-09-04",
     "1997 Sep 2,3",
     "09:00 09:20 09:40 10:00 10:20 10:40 11:00 11:20 11:40 12:00 12:20 12:40 13:00 13:20 13:40 "
     "14:00 14:20 14:40 15:00 15:20 15:40 16:00 16:20 16:40"},
    {"19970902", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", "1997-09-04",
     "1997 Sep 2,3",
     "09:00 09:20 09:40 10:00 10:20 10:40 11:00 11:20 11:40 12:00 12:20 12:40 13:00 13:20 13:40 "
     "14:00 14:20 14:40 15:00 15:20 15:40 16:00 16:20 16:40"},
    {"19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "2000-01-01",
     "1997 Aug 5,10,19,24", NULL},
    {"19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "2000-01-01",
     "1997 Aug 5,17,19,31", NULL},
    {"20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2010-01-01",
     "2007 Jan 15,30 Feb 15 Mar 15,30", NULL},
};

/* Adds the lines of one day. */
static void expect_day(struct read_run *expected, int year, int month, int day, const char *times)
{
    for (const char *time = times; *time; time += strcspn(time, " "), time += *time == ' ') {
        int hour = atoi(time), minute = atoi(time + 3);
        int64_t start = zone_to_utc(expected->zone, (int64_t)civil_day(year, month, day) * DAY_SEC +
                                                        hour * 3600 + minute * 60);

        read_add_time(expected, start, false);
        read_add_time(expected, start + 600, false);
        text_add(&expected->lines, "Example\n");
    }
}

static int month_of(const char *name)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char three[4] = {name[0], name[1], name[2], '\0'};

    return (int)(strstr(names, three) - names) / 3 + 1;
}

/* 2-11,15 */
static void expect_days(struct read_run *expected, int year, int month, const char *s,
                        const char *times)
{
    do {
        char *end;
        long first = strtol(s, &end, 10), last = first;

        if (*end == '-')
            last = strtol(end + 1, &end, 10);
        for (long day = first; day <= last; day++)
            expect_day(expected, year, month, (int)day, times);
        s = *end == ',' ? end + 1 : NULL;
    } while (s);
}

static void expect(struct read_run *expected, const char *dates, const char *times)
{
    _cleanup_(freep) char *copy = strdup(dates);
    char *rest = copy, *word;
    int year = 0, month = 0;

    while ((word = strsep(&rest, " "))) {
        if (strlen(word) == 4 && word[0] >= '1' && word[0] <= '2' &&
            strspn(word, "0123456789") == 4)
            year = atoi(word);
        else if (word[0] >= 'A')
            month = month_of(word);
        else
            expect_days(expected, year, month, word, times);
    }
    text_add(&expected->lines, "");
    read_sort(expected);
}

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
        _cleanup_(read_run_done) struct read_run expected = {0};
        _cleanup_(read_run_done) struct read_run run = {
            .zone_name = "America/New_York", .from = "1996-01-01", .to = examples[i].to};
        _cleanup_(text_done) struct text text = {0};

        text_addf(
            &text,
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Example\r\nDURATION:PT10M\r\n"
            "DTSTART;TZID=America/New_York:%sT090000\r\nRRULE:%s\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n",
            examples[i].start, examples[i].rule);
        assert_int_equal(zone_load("America/New_York", &expected.zone), 0);
        expect(&expected, examples[i].dates, examples[i].times ? examples[i].times : "09:00");
        read_run(&run, text.data, text.length);
        assert_int_equal(run.result, 0);
        if (!streq(run.lines.data, expected.lines.data))
            fail_msg("%s:\n%s, not\n%s", examples[i].rule, run.lines.data, expected.lines.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
