#include "app/import/timestampscanner.h"

#include <QTest>

#include <array>

using namespace faultline;

namespace {

using Scanner = std::optional<WrittenTime> (*)(std::string_view&);

std::optional<WrittenTime> scanNumeric(std::string_view& text) { return scanNumericDateTime(text); }
std::optional<WrittenTime> scanDayFirst(std::string_view& text) { return scanNumericDateTime(text, DateOrder::DayMonthYear); }
std::optional<WrittenTime> scanMonthFirst(std::string_view& text) { return scanNumericDateTime(text, DateOrder::MonthDayYear); }
std::optional<WrittenTime> scanYearFirst(std::string_view& text) { return scanNumericDateTime(text, DateOrder::YearMonthDay); }
std::optional<WrittenTime> scanAny(std::string_view& text)
{
    std::optional<WrittenTime> written = parseAnyTime(text);
    if (written)
        text = {};
    return written;
}

// What was read, in one line: "2024-04-23 21:29:58.123 +7200 CEST w2", with "____" for a year that is not written.
QByteArray described(const WrittenTime& written)
{
    if (written.epoch)
        return QByteArray::fromStdString(formatUtc(*written.epoch));
    QByteArray text = written.year == 0 ? QByteArray("____") : QByteArray::number(written.year).rightJustified(4, '0');
    const auto two = [](int value) { return QByteArray::number(value).rightJustified(2, '0'); };
    text += '-' + two(written.month) + '-' + two(written.day) + ' ' + two(written.hour) + ':' + two(written.minute);
    if (written.hasSeconds)
        text += ':' + two(written.second);
    if (written.nanosecond != 0)
        text += '.' + QByteArray::number(written.nanosecond).rightJustified(9, '0');
    if (written.offsetSeconds)
        text += ' ' + QByteArray(*written.offsetSeconds < 0 ? "" : "+") + QByteArray::number(*written.offsetSeconds);
    if (!written.zoneWord.empty())
        text += ' ' + QByteArray(written.zoneWord.data(), static_cast<qsizetype>(written.zoneWord.size()));
    if (written.weekday >= 0)
        text += " w" + QByteArray::number(written.weekday);
    return text;
}

struct Literal {
    Scanner scanner;
    const char* text;
    const char* expected;    // "" = refused
    const char* rest = "";   // what stays behind
};

constexpr Literal literals[] = {
    // As Go prints a time: the name behind the offset says nothing more.
    {scanAny, "2024-04-23 20:40:01.123456 +0200 CEST", "2024-04-23 20:40:01.123456000 +7200"},
    {scanAny, "2024-04-23 20:40:01 +0000 UTC", "2024-04-23 20:40:01 +0"},
    {scanAny, "2024-04-23 20:40:01 -0330 NST", "2024-04-23 20:40:01 -12600"},
    {scanAny, "2024-04-23 20:40:01 +0200 later", ""},
    {scanAny, "2024-04-23 20:40:01 +020x CEST", ""},
    // Common log format.
    {scanAccessLogTime, "23/Apr/2024:21:29:58 +0200", "2024-04-23 21:29:58 +7200"},
    {scanAccessLogTime, "23/Apr/2024:21:29:58 +0200] \"GET", "2024-04-23 21:29:58 +7200", "] \"GET"},
    {scanAccessLogTime, "01/Jan/2024:00:00:00 +0000", "2024-01-01 00:00:00 +0"},
    {scanAccessLogTime, "29/Feb/2024:23:59:59 -0330", "2024-02-29 23:59:59 -12600"},
    {scanAccessLogTime, "31/Mar/2024:12:00:00 +0545", "2024-03-31 12:00:00 +20700"},
    {scanAccessLogTime, "11/May/2023:05:45:00 -0800", "2023-05-11 05:45:00 -28800"},
    {scanAccessLogTime, "30/Jun/2015:23:59:60 +0000", "2015-06-30 23:59:60 +0"},
    {scanAccessLogTime, "04/Jul/2024:01:02:03 +0000", "2024-07-04 01:02:03 +0"},
    {scanAccessLogTime, "15/Aug/2024:01:02:03 +0000", "2024-08-15 01:02:03 +0"},
    {scanAccessLogTime, "15/Sep/2024:01:02:03 +0000", "2024-09-15 01:02:03 +0"},
    {scanAccessLogTime, "15/Oct/2024:01:02:03 +0000", "2024-10-15 01:02:03 +0"},
    {scanAccessLogTime, "15/Nov/2024:01:02:03 +0000", "2024-11-15 01:02:03 +0"},
    {scanAccessLogTime, "15/Dec/2024:01:02:03 +0000", "2024-12-15 01:02:03 +0"},
    {scanAccessLogTime, "23/APR/2024:21:29:58 +0200", "2024-04-23 21:29:58 +7200"},
    {scanAccessLogTime, "06/Feb/2009:12:14:14.655", "2009-02-06 12:14:14.655000000"},
    {scanAccessLogTime, "06/Feb/2009:12:14:14.655] http-in", "2009-02-06 12:14:14.655000000", "] http-in"},
    {scanAccessLogTime, "23/Apr/2024:21:29:58.123456 +0200", "2024-04-23 21:29:58.123456000 +7200"},
    {scanAccessLogTime, "23/Apr/2024:21:29:58", "2024-04-23 21:29:58"},
    {scanAccessLogTime, "23/Apr/2024:21:29:58 UTC", "2024-04-23 21:29:58 UTC"},
    {scanAccessLogTime, "23/Abr/2024:21:29:58 +0200", ""},
    {scanAccessLogTime, "32/Apr/2024:21:29:58 +0200", ""},
    {scanAccessLogTime, "00/Apr/2024:21:29:58 +0200", ""},
    {scanAccessLogTime, "23/Apr/2024:24:29:58 +0200", ""},
    {scanAccessLogTime, "23/Apr/2024:21:60:58 +0200", ""},
    {scanAccessLogTime, "23/Apr/2024:21:29:61 +0200", ""},
    {scanAccessLogTime, "23/Apr/0000:21:29:58 +0200", ""},
    {scanAccessLogTime, "23-Apr-2024:21:29:58 +0200", ""},
    {scanAccessLogTime, "23/Apr/2024 21:29:58 +0200", ""},
    {scanAccessLogTime, "3/Apr/2024:21:29:58 +0200", ""},
    {scanAccessLogTime, "23/Apr/2024:21:29:5", ""},
    {scanAccessLogTime, "23/Apr/2024:21:29:588", ""},
    {scanAccessLogTime, "", ""},
    {scanAccessLogTime, "\xFF\xFF/\xFF\xFF\xFF/\xFF\xFF\xFF\xFF:\xFF\xFF:\xFF\xFF:\xFF\xFF +0000", ""},
    // ISO 8601 and RFC 3339.
    {scanIsoTime, "2024-04-23T19:29:58Z", "2024-04-23 19:29:58 +0"},
    {scanIsoTime, "2024-04-23T19:29:58.123Z", "2024-04-23 19:29:58.123000000 +0"},
    {scanIsoTime, "2024-04-23t19:29:58z", "2024-04-23 19:29:58 +0"},
    {scanIsoTime, "2024-04-23 19:29:58", "2024-04-23 19:29:58"},
    {scanIsoTime, "2024-04-23 19:29:58,123 INFO", "2024-04-23 19:29:58.123000000", " INFO"},
    {scanIsoTime, "2024-04-23T19:29:58.123456789Z stdout F x", "2024-04-23 19:29:58.123456789 +0", " stdout F x"},
    {scanIsoTime, "2024-04-23T19:29:58.12345678999Z", "2024-04-23 19:29:58.123456789 +0"},
    {scanIsoTime, "2017-05-09T14:34:45.239531499+02:00", "2017-05-09 14:34:45.239531499 +7200"},
    {scanIsoTime, "2019-05-01T12:00:00.123+0000", "2019-05-01 12:00:00.123000000 +0"},
    {scanIsoTime, "2024-04-23T19:29:58+02", "2024-04-23 19:29:58 +7200"},
    {scanIsoTime, "2024-04-23T19:29:58-0330", "2024-04-23 19:29:58 -12600"},
    {scanIsoTime, "2024-04-23T19:29:58+05:30", "2024-04-23 19:29:58 +19800"},
    {scanIsoTime, "1890-01-01 12:00:00+00:53:28", "1890-01-01 12:00:00 +3208"},
    {scanIsoTime, "2024-04-23T21:00", "2024-04-23 21:00"},
    {scanIsoTime, "2024-04-23T21:00Z", "2024-04-23 21:00 +0"},
    {scanIsoTime, "2024-04-23", "2024-04-23 00:00"},
    {scanIsoTime, "2024-04-23 deploy", "2024-04-23 00:00", " deploy"},
    {scanIsoTime, "2024-04-23 10 requests", "2024-04-23 00:00", " 10 requests"},
    {scanIsoTime, "2024-04-23,12", "2024-04-23 00:00", ",12"},
    {scanIsoTime, "20240423T192958Z", "2024-04-23 19:29:58 +0"},
    {scanIsoTime, "20240423T192958.5+0200", "2024-04-23 19:29:58.500000000 +7200"},
    {scanIsoTime, "20240423T1929Z", "2024-04-23 19:29 +0"},
    {scanIsoTime, "2016-12-31T23:59:60Z", "2016-12-31 23:59:60 +0"},
    {scanIsoTime, "2024-04-23T19:29:58 +0200", "2024-04-23 19:29:58", " +0200"},
    {scanIsoTime, "2024-04-23T19:29:58.", "2024-04-23 19:29:58", "."},
    {scanIsoTime, "2024-04-23T24:00:00Z", ""},
    {scanIsoTime, "2024-04-23 24:00:00", ""},
    {scanIsoTime, "2024-04-23T19:60:00Z", ""},
    {scanIsoTime, "2024-04-23T19:29:61Z", ""},
    {scanIsoTime, "2024-13-23T19:29:58Z", ""},
    {scanIsoTime, "2024-00-23T19:29:58Z", ""},
    {scanIsoTime, "2024-04-32T19:29:58Z", ""},
    {scanIsoTime, "2024-04-00", ""},
    {scanIsoTime, "0000-04-23T19:29:58Z", ""},
    {scanIsoTime, "2024-04-231", ""},
    {scanIsoTime, "2024-04", ""},
    {scanIsoTime, "2024-4-23T19:29:58Z", ""},
    {scanIsoTime, "2024/04/23 19:29:58", ""},
    {scanIsoTime, "20240423", ""},
    {scanIsoTime, "2024-04-23T", ""},
    {scanIsoTime, "2024-04-23T19", ""},
    {scanIsoTime, "2024-04-23T19:2", ""},
    {scanIsoTime, "2024-04-23T19:29:5", ""},
    {scanIsoTime, "2024-04-23T19:29:588Z", ""},
    {scanIsoTime, "x2024-04-23", ""},
    {scanIsoTime, "", ""},
    // PostgreSQL.
    {scanPostgresTime, "2023-05-11 05:47:12.345 UTC", "2023-05-11 05:47:12.345000000 UTC"},
    {scanPostgresTime, "2023-05-11 05:47:12.345 UTC [4242] app@prod LOG:", "2023-05-11 05:47:12.345000000 UTC", " [4242] app@prod LOG:"},
    {scanPostgresTime, "2024-04-23 21:29:58 CEST", "2024-04-23 21:29:58 CEST"},
    {scanPostgresTime, "2024-04-23 21:29:58 +03 [1]", "2024-04-23 21:29:58 +10800", " [1]"},
    {scanPostgresTime, "2024-04-23 21:29:58+02", "2024-04-23 21:29:58 +7200"},
    {scanPostgresTime, "2024-04-23 21:29:58 AWDT", "2024-04-23 21:29:58 AWDT"},
    {scanPostgresTime, "2024-04-23 21:29:58 INFO x", ""},
    {scanPostgresTime, "2024-04-23 21:29:58 ERROR", ""},
    {scanPostgresTime, "2024-04-23 21:29:58 GET /", ""},
    {scanPostgresTime, "2024-04-23 21:29:58 HINT:", ""},
    {scanPostgresTime, "2024-04-23 21:29:58", ""},
    {scanPostgresTime, "2024-04-23 UTC", ""},
    // Syslog.
    {scanSyslogTime, "Jun 27 21:44:24", "____-06-27 21:44:24"},
    {scanSyslogTime, "Jun 27 21:44:24 host app[1]: x", "____-06-27 21:44:24", " host app[1]: x"},
    {scanSyslogTime, "Feb  6 12:14:14", "____-02-06 12:14:14"},
    {scanSyslogTime, "Feb 06 12:14:14", "____-02-06 12:14:14"},
    {scanSyslogTime, "Feb 29 12:14:14", "____-02-29 12:14:14"},
    {scanSyslogTime, "Jun 27 21:44:24.123", "____-06-27 21:44:24.123000000"},
    {scanSyslogTime, "Jun 27 2024 21:44:24", "2024-06-27 21:44:24"},
    {scanSyslogTime, "Jun 27 21:44", ""},
    {scanSyslogTime, "Jun 32 21:44:24", ""},
    {scanSyslogTime, "Jun 0 21:44:24", ""},
    {scanSyslogTime, "Juni 27 21:44:24", ""},
    {scanSyslogTime, "Jun27 21:44:24", ""},
    {scanSyslogTime, "Jun 27 25:44:24", ""},
    {scanSyslogTime, "21:44:24", ""},
    {scanSyslogTime, "Ju", ""},
    // ctime.
    {scanCtime, "Wed Dec 31 19:00:00.000 2024", "2024-12-31 19:00:00 w3"},
    {scanCtime, "Wed Dec 31 19:00:00.250", "____-12-31 19:00:00.250000000 w3"},
    {scanCtime, "Wed Dec 31 19:00:00 [conn1] query", "____-12-31 19:00:00 w3", " [conn1] query"},
    {scanCtime, "Mon Oct  3 10:15:13 2016", "2016-10-03 10:15:13 w1"},
    {scanCtime, "Dec 31 19:00:00 2024", "2024-12-31 19:00:00"},
    {scanCtime, "Thu May 11 05:47:12.345678 2023", "2023-05-11 05:47:12.345678000 w4"},
    {scanCtime, "Tue Apr 23 21:29:58 CEST 2024", "2024-04-23 21:29:58 CEST w2"},
    {scanCtime, "Tue Apr 23 19:29:58 UTC 2024", "2024-04-23 19:29:58 UTC w2"},
    {scanCtime, "Mon Apr 22 08:40:01 2024 +0200", "2024-04-22 08:40:01 +7200 w1"},
    {scanCtime, "Dec 31 19:00:00 99999 things", "____-12-31 19:00:00", " 99999 things"},
    {scanCtime, "Wed 31 Dec", ""},
    {scanCtime, "Foo Dec 31 19:00:00", ""},
    // Seconds and their fractions since 1970.
    {scanEpoch, "1713900598", "2024-04-23T19:29:58Z"},
    {scanEpoch, "1713900598.123", "2024-04-23T19:29:58.123Z"},
    {scanEpoch, "1646861401.5241024", "2022-03-09T21:30:01.524102400Z"},
    {scanEpoch, "1713900598123", "2024-04-23T19:29:58.123Z"},
    {scanEpoch, "1711633200000.0", "2024-03-28T13:40:00Z"},
    {scanEpoch, "1713900598123.456", "2024-04-23T19:29:58.123456Z"},
    {scanEpoch, "1713900598123456", "2024-04-23T19:29:58.123456Z"},
    {scanEpoch, "1713900598123456789", "2024-04-23T19:29:58.123456789Z"},
    {scanEpoch, "1713900598123,12", "2024-04-23T19:29:58.123Z", ",12"},
    {scanEpoch, "1713900598\t\"x\"", "2024-04-23T19:29:58Z", "\t\"x\""},
    {scanEpoch, "100000000", "1973-03-03T09:46:40Z"},
    {scanEpoch, "9223372036", "2262-04-11T23:47:16Z"},
    {scanEpoch, "9223372036854775807", "2262-04-11T23:47:16.854775807Z"},
    {scanEpoch, "9223372037", ""},
    {scanEpoch, "9223372036854775808", ""},
    {scanEpoch, "99999999999999999999", ""},
    {scanEpoch, "20240423192958", ""},
    {scanEpoch, "99999999", ""},
    {scanEpoch, "1713900598abc", ""},
    {scanEpoch, "-1713900598", ""},
    {scanEpoch, "12.5", ""},
    {scanEpoch, "", ""},
    // Numeric dates: the notations of the two postmortems and their neighbours.
    {scanNumeric, "22/04 8:45", "____-04-22 08:45"},
    {scanNumeric, "22/04 9:04", "____-04-22 09:04"},
    {scanNumeric, "22/04 14:46 manual scaling", "____-04-22 14:46", " manual scaling"},
    {scanNumeric, "24/04 10:03-10:13", "____-04-24 10:03", "-10:13"},
    {scanNumeric, "24/04 10:03 - 10:13", "____-04-24 10:03", " - 10:13"},
    {scanNumeric, "24/04 18:05, 18:15 and lastly ~18:45", "____-04-24 18:05", ", 18:15 and lastly ~18:45"},
    {scanNumeric, "04/22/24 - 07:04:24 AM UTC", "2024-04-22 07:04:24 UTC"},
    {scanNumeric, "04/22/24 - 07:33:52 AM", "2024-04-22 07:33:52"},
    {scanNumeric, "04/22/24 - 12:46:48 PM UTC", "2024-04-22 12:46:48 UTC"},
    {scanNumeric, "23-04-2024T21:30:00", "2024-04-23 21:30:00"},
    {scanNumeric, "22/04/2024 08:45", "2024-04-22 08:45"},
    {scanNumeric, "2023/05/11 05:50:00", "2023-05-11 05:50:00"},
    {scanNumeric, "2023/05/11 05:50:00,998", "2023-05-11 05:50:00.998000000"},
    {scanNumeric, "2024-4-3 8:05", "2024-04-03 08:05"},
    {scanNumeric, "22.04.2024, 8:45", "2024-04-22 08:45"},
    {scanNumeric, "22.04. 8:45", "____-04-22 08:45"},
    {scanNumeric, "04/22/2024 12:05 AM", "2024-04-22 00:05"},
    {scanNumeric, "04/22/2024 12:00 am", "2024-04-22 00:00"},
    {scanNumeric, "04/22/2024 12:59:59 a.m.", "2024-04-22 00:59:59"},
    {scanNumeric, "04/22/2024 12:00 PM", "2024-04-22 12:00"},
    {scanNumeric, "04/22/2024 1:05pm", "2024-04-22 13:05"},
    {scanNumeric, "04/22/2024 11:59:59 PM", "2024-04-22 23:59:59"},
    {scanNumeric, "04/22/2024 8 AM", "2024-04-22 08:00"},
    {scanNumeric, "22/04/2024 21:30 +0200", "2024-04-22 21:30 +7200"},
    {scanNumeric, "22/04/2024 21:30:00 -05:00", "2024-04-22 21:30:00 -18000"},
    {scanNumeric, "22/04/2024 21:30:00+02:00", "2024-04-22 21:30:00 +7200"},
    {scanNumeric, "22/04/2024 21:30 CET", "2024-04-22 21:30 CET"},
    {scanNumeric, "22/04/2024 21:30 UTC+2", "2024-04-22 21:30 +7200"},
    {scanNumeric, "22/04/2024 21:30Z", "2024-04-22 21:30 +0"},
    {scanNumeric, "22/04/2024", "2024-04-22 00:00"},
    {scanNumeric, "04/04/2024 8:00", "2024-04-04 08:00"},
    {scanNumeric, "13/12/69 8:00", "2069-12-13 08:00"},
    {scanNumeric, "03/04/2024 8:00", ""},
    {scanNumeric, "13/13/2024 8:00", ""},
    {scanNumeric, "32/01/2024 8:00", ""},
    {scanNumeric, "22/04", ""},
    {scanNumeric, "22/04 was bad", ""},
    {scanNumeric, "1.2.3", ""},
    {scanNumeric, "192.0.2.7", ""},
    {scanNumeric, "22/04/2024 14:46 PM", ""},
    {scanNumeric, "22/04/2024 0:30 PM", ""},
    {scanNumeric, "22/04/2024 25:61", ""},
    {scanNumeric, "22/04-2024 8:00", ""},
    {scanNumeric, "22/04/202 8:00", ""},
    {scanNumeric, "99999999999/1/1", ""},
    {scanNumeric, "//", ""},
    {scanNumeric, "", ""},
    {scanDayFirst, "03/04/2024 8:00", "2024-04-03 08:00"},
    {scanDayFirst, "24/04 8:00", "____-04-24 08:00"},
    {scanDayFirst, "04/22/24 8:00", ""},
    {scanDayFirst, "2024/04/03 8:00", "2024-04-03 08:00"},
    {scanMonthFirst, "03/04/2024 8:00", "2024-03-04 08:00"},
    {scanMonthFirst, "22/04/2024 8:00", ""},
    {scanYearFirst, "24/04/03 8:00", "2024-04-03 08:00"},
    // Anything, wholly used.
    {scanAny, "  2024-04-23T19:29:58.123Z ", "2024-04-23 19:29:58.123000000 +0"},
    {scanAny, "2024-04-23 19:29:58 +0200", "2024-04-23 19:29:58 +7200"},
    {scanAny, "2023-05-11 05:47:12.345 UTC", "2023-05-11 05:47:12.345000000 UTC"},
    {scanAny, "1713900598.123", "2024-04-23T19:29:58.123Z"},
    {scanAny, "23/Apr/2024:21:29:58 +0200", "2024-04-23 21:29:58 +7200"},
    {scanAny, "Mon, 22 Apr 2024 08:40:01 +0200", "2024-04-22 08:40:01 +7200 w1"},
    {scanAny, "Mon, 22 Apr 2024 08:40:01 GMT", "2024-04-22 08:40:01 GMT w1"},
    {scanAny, "22 Apr 24 08:40 EST", "2024-04-22 08:40 EST"},
    {scanAny, "Sunday, 06-Nov-94 08:49:37 GMT", "2094-11-06 08:49:37 GMT w0"},
    {scanAny, "Apr 23, 2024 @ 21:29:58.123", "2024-04-23 21:29:58.123000000"},
    {scanAny, "April 24th, 2024 10:03 UTC", "2024-04-24 10:03 UTC"},
    {scanAny, "24 April 2024, 10:03", "2024-04-24 10:03"},
    {scanAny, "Tuesday, April 23, 2024 at 9:30 PM", "2024-04-23 21:30 w2"},
    {scanAny, "23-Apr-2024 21:29:00", "2024-04-23 21:29:00"},
    {scanAny, "Wed Dec 31 19:00:00.000 2024", "2024-12-31 19:00:00 w3"},
    {scanAny, "22/04/2024 08:45", "2024-04-22 08:45"},
    {scanAny, "24/04 10:03-10:13", ""},
    {scanAny, "2024-04-23T19:29:58Z trailing", ""},
    {scanAny, "api-1", ""},
    {scanAny, "12.5", ""},
    {scanAny, "12.5 MiB/s", ""},
    {scanAny, "404", ""},
    {scanAny, "21:29:58", ""},
    {scanAny, "May", ""},
    {scanAny, "", ""},
};

}    // namespace

class TimestampScannerTest : public QObject {
    Q_OBJECT

private slots:
    void readsLiteralTimes_data();
    void readsLiteralTimes();
    void survivesEveryCutAndFlip();
    void tellsTheOrderOfNumericDates();
    void resolvesWithTheRulesOfTheSource_data();
    void resolvesWithTheRulesOfTheSource();
    void refusesDatesThatDoNotExist();
    void findsTheMissingYear();
    void raisesTheYearInJanuary();
    void keepsLateLinesOfDecemberInTheOldYear();
    void reportsAWeekdayThatContradictsTheDate();
    void countsAbbreviationsItCannotTrust();
    void flagsGapsAndOverlaps();
};

void TimestampScannerTest::readsLiteralTimes_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < std::size(literals); ++i)
        QTest::addRow("%zu: %s", i, literals[i].text) << static_cast<int>(i);
}

void TimestampScannerTest::readsLiteralTimes()
{
    QFETCH(int, index);
    const Literal& literal = literals[index];
    std::string_view text = literal.text;
    const std::optional<WrittenTime> written = literal.scanner(text);
    QCOMPARE(written ? described(*written) : QByteArray(), QByteArray(literal.expected));
    const std::string_view rest = written ? std::string_view(literal.rest) : std::string_view(literal.text);
    QCOMPARE(QByteArray(text.data(), static_cast<qsizetype>(text.size())), QByteArray(rest.data(), static_cast<qsizetype>(rest.size())));
}

void TimestampScannerTest::survivesEveryCutAndFlip()
{
    // Views end without a zero byte: a read past the end is caught by the sanitizer build.
    constexpr std::array scanners = {&scanAccessLogTime, &scanIsoTime,  &scanPostgresTime, &scanSyslogTime, &scanCtime,
                                     &scanEpoch,         &scanNumeric,  &scanAny};
    TimeResolver resolver;
    int taken = 0;
    const auto tryAll = [&](std::string_view input) {
        for (const Scanner scanner : scanners) {
            std::string_view text = input;
            const std::optional<WrittenTime> written = scanner(text);
            if (!written)
                continue;
            ++taken;
            QVERIFY(text.size() <= input.size());
            QVERIFY(written->epoch || (written->month <= 12 && written->hour <= 23 && written->second <= 60));
            static_cast<void>(resolver.resolve(*written));
        }
    };
    for (const Literal& literal : literals) {
        const std::string_view whole = literal.text;
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            tryAll({exact.data(), exact.size()});
        }
        for (std::size_t i = 0; i < whole.size(); ++i) {
            std::vector<char> damaged(whole.begin(), whole.end());
            for (const char c : {'\0', '9', '-', ':', ' ', '\xFF'}) {
                damaged[i] = c;
                tryAll({damaged.data(), damaged.size()});
            }
        }
    }
    QVERIFY(taken > 1'000);
}

void TimestampScannerTest::tellsTheOrderOfNumericDates()
{
    QVERIFY(dateOrderOf("22/04/2024") == DateOrder::DayMonthYear);
    QVERIFY(dateOrderOf("22/04 8:45") == DateOrder::DayMonthYear);
    QVERIFY(dateOrderOf("04/22/24") == DateOrder::MonthDayYear);
    QVERIFY(dateOrderOf("2023/05/11") == DateOrder::YearMonthDay);
    QVERIFY(dateOrderOf("03/04/2024") == DateOrder::Unknown);
    QVERIFY(dateOrderOf("40/50/2024") == DateOrder::Unknown);
    QVERIFY(dateOrderOf("hello") == DateOrder::Unknown);
    QVERIFY(dateOrderOf("") == DateOrder::Unknown);
}

void TimestampScannerTest::resolvesWithTheRulesOfTheSource_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("basis");
    const auto row = [](const char* text, const char* utc, const char* basis) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(utc) << QByteArray(basis);
    };
    // The source's zone is Europe/Paris, stated; the year 2024.
    row("22/04 8:45", "2024-04-22T06:45:00Z", "source-zone");
    row("04/22/24 - 07:04:24 AM UTC", "2024-04-22T07:04:24Z", "zone-word");
    row("04/22/24 - 12:46:48 PM UTC", "2024-04-22T12:46:48Z", "zone-word");
    row("23-04-2024T21:30:00", "2024-04-23T19:30:00Z", "source-zone");
    row("23/Apr/2024:21:29:58 -0330", "2024-04-24T00:59:58Z", "offset");
    row("1713900598", "2024-04-23T19:29:58Z", "epoch");
    row("2024-04-23 21:30:00 CEST", "2024-04-23T19:30:00Z", "zone-word");
    row("2024-04-23 21:30:00 IST", "2024-04-23T19:30:00Z", "source-zone");
    row("2024-04-23 21:30:00 XYT", "2024-04-23T19:30:00Z", "source-zone");
    row("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "offset");
    row("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500Z", "offset");
    row("1678-01-01T00:00:00+15:00", "1677-12-31T09:00:00Z", "offset");
    row("2261-12-31T23:59:60-15:00", "2262-01-01T15:00:00Z", "offset");
}

void TimestampScannerTest::resolvesWithTheRulesOfTheSource()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, basis);
    TimeResolver resolver({*TimeZone::named("Europe/Paris"), Basis::Stated, 2024, {}});
    const std::string kept = text.toStdString();    // the zone word is a view into it
    const std::optional<WrittenTime> written = parseAnyTime(kept);
    QVERIFY(written.has_value());
    const std::optional<RecordTime> time = resolver.resolve(*written);
    QVERIFY(time.has_value());
    QCOMPARE(QByteArray::fromStdString(formatUtc(time->utc)), expected);
    QCOMPARE(QByteArray(nameOf(time->basis).data()), basis);
}

namespace {

std::string resolved(TimeResolver& resolver, std::string_view text)
{
    const std::optional<WrittenTime> written = parseAnyTime(text);
    const std::optional<RecordTime> time = written ? resolver.resolve(*written) : std::nullopt;
    return time ? formatUtc(time->utc) : std::string();
}

TimeSettings withReference(const char* reference)
{
    TimeSettings settings;
    TimeResolver plain;
    settings.reference = plain.resolve(*parseAnyTime(reference))->utc;
    return settings;
}

}    // namespace

void TimestampScannerTest::refusesDatesThatDoNotExist()
{
    TimeResolver resolver({TimeZone(), Basis::Assumed, 2023, {}});
    for (const std::string_view text : {"2024-04-31T00:00:00Z", "2023-02-29", "1677-12-31T00:00:00Z", "2262-01-01T00:00:00Z",
                                        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "Feb 29 10:00:00"}) {
        QVERIFY2(parseAnyTime(text).has_value(), text.data());
        QCOMPARE(resolved(resolver, text), std::string());
    }
    WrittenTime timeOnly;
    timeOnly.hour = 10;
    QVERIFY(!resolver.resolve(timeOnly));
}

void TimestampScannerTest::findsTheMissingYear()
{
    TimeResolver stated({TimeZone(), Basis::Assumed, 2019, {}});
    QCOMPARE(resolved(stated, "Jun 27 21:44:24"), std::string("2019-06-27T21:44:24Z"));
    QCOMPARE(stated.noticed().assumedYear, std::uint64_t{1});

    TimeResolver before(withReference("2024-06-28T00:00:00Z"));
    QCOMPARE(resolved(before, "Jun 27 21:44:24"), std::string("2024-06-27T21:44:24Z"));
    TimeResolver sameDay(withReference("2024-06-27T20:00:00Z"));    // the zone is not known to the hour
    QCOMPARE(resolved(sameDay, "Jun 27 21:44:24"), std::string("2024-06-27T21:44:24Z"));
    TimeResolver lastYear(withReference("2024-01-05T00:00:00Z"));
    QCOMPARE(resolved(lastYear, "Dec 31 23:59:59"), std::string("2023-12-31T23:59:59Z"));
    TimeResolver leapDay(withReference("2026-03-05T00:00:00Z"));
    QCOMPARE(resolved(leapDay, "Feb 29 12:00:00"), std::string("2024-02-29T12:00:00Z"));

    TimeResolver unknown;
    QCOMPARE(resolved(unknown, "Jun 27 21:44:24"), std::string());
    QCOMPARE(resolved(unknown, "2021-06-26"), std::string("2021-06-26T00:00:00Z"));
    QCOMPARE(resolved(unknown, "Jun 27 21:44:24"), std::string("2021-06-27T21:44:24Z"));
}

void TimestampScannerTest::raisesTheYearInJanuary()
{
    TimeResolver resolver({TimeZone(), Basis::Assumed, 2023, {}});
    QCOMPARE(resolved(resolver, "Nov 30 10:00:00"), std::string("2023-11-30T10:00:00Z"));
    QCOMPARE(resolved(resolver, "Dec 31 23:59:59"), std::string("2023-12-31T23:59:59Z"));
    QCOMPARE(resolved(resolver, "Jan  1 00:00:01"), std::string("2024-01-01T00:00:01Z"));
    QCOMPARE(resolved(resolver, "Feb 29 00:00:00"), std::string("2024-02-29T00:00:00Z"));
    QCOMPARE(resolver.noticed().yearRollovers, std::uint64_t{1});
}

void TimestampScannerTest::keepsLateLinesOfDecemberInTheOldYear()
{
    TimeResolver resolver(withReference("2024-01-05T00:00:00Z"));
    QCOMPARE(resolved(resolver, "Dec 31 23:59:58"), std::string("2023-12-31T23:59:58Z"));
    QCOMPARE(resolved(resolver, "Jan  1 00:00:00"), std::string("2024-01-01T00:00:00Z"));
    QCOMPARE(resolved(resolver, "Dec 31 23:59:59"), std::string("2023-12-31T23:59:59Z"));
    QCOMPARE(resolved(resolver, "Jan  1 00:00:01"), std::string("2024-01-01T00:00:01Z"));
    QCOMPARE(resolver.noticed().yearRollovers, std::uint64_t{1});

    TimeResolver newestFirst(withReference("2024-01-05T00:00:00Z"));
    QCOMPARE(resolved(newestFirst, "Jan  2 00:00:00"), std::string("2024-01-02T00:00:00Z"));
    QCOMPARE(resolved(newestFirst, "Dec 31 00:00:00"), std::string("2023-12-31T00:00:00Z"));
}

void TimestampScannerTest::reportsAWeekdayThatContradictsTheDate()
{
    TimeResolver resolver;
    QCOMPARE(resolved(resolver, "Tuesday, April 24, 2024 10:03"), std::string("2024-04-24T10:03:00Z"));
    QCOMPARE(resolver.noticed().weekdayConflicts, std::uint64_t{1});
    QCOMPARE(resolver.noticed().firstWeekdayConflict, std::string("Tuesday is written, 2024-04-24 is a Wednesday"));
    QCOMPARE(resolved(resolver, "Wed, 24 Apr 2024 10:03:00 GMT"), std::string("2024-04-24T10:03:00Z"));
    QCOMPARE(resolved(resolver, "Wed, 31 Dec 1969 10:03:00 GMT"), std::string("1969-12-31T10:03:00Z"));
    QCOMPARE(resolver.noticed().weekdayConflicts, std::uint64_t{1});
}

void TimestampScannerTest::countsAbbreviationsItCannotTrust()
{
    TimeResolver resolver({*TimeZone::named("Asia/Kolkata"), Basis::Stated, {}, {}});
    QCOMPARE(resolved(resolver, "2024-04-23 21:30:00 IST"), std::string("2024-04-23T16:00:00Z"));
    QCOMPARE(resolver.noticed().zoneWordsAmbiguous, std::uint64_t{1});
    QCOMPARE(resolver.noticed().zoneWord, std::string("IST"));
    QCOMPARE(resolved(resolver, "2024-04-23 21:30:00 CET"), std::string("2024-04-23T20:30:00Z"));
    QCOMPARE(resolver.noticed().zoneWordsOffSeason, std::uint64_t{1});
    QCOMPARE(resolved(resolver, "2024-01-23 21:30:00 CET"), std::string("2024-01-23T20:30:00Z"));
    QCOMPARE(resolver.noticed().zoneWordsOffSeason, std::uint64_t{1});
    QCOMPARE(resolver.noticed().zoneWordsAmbiguous, std::uint64_t{1});
}

void TimestampScannerTest::flagsGapsAndOverlaps()
{
    TimeResolver resolver({*TimeZone::named("Europe/Paris"), Basis::Stated, {}, {}});
    const auto gap = resolver.resolve(*parseAnyTime("2024-03-31 02:30:00"));
    QVERIFY(gap->inGap && !gap->inOverlap);
    QCOMPARE(formatUtc(gap->utc), std::string("2024-03-31T01:30:00Z"));
    const auto overlap = resolver.resolve(*parseAnyTime("2024-10-27 02:30:00"));
    QVERIFY(!overlap->inGap && overlap->inOverlap);
    QCOMPARE(formatUtc(overlap->utc), std::string("2024-10-27T00:30:00Z"));
    QCOMPARE(resolver.noticed().gaps, std::uint64_t{1});
    QCOMPARE(resolver.noticed().overlaps, std::uint64_t{1});
    TimeResolver specified({TimeZone(), Basis::Specification, {}, {}});
    QVERIFY(specified.resolve(*parseAnyTime("2024-04-23 19:30:00"))->basis == TimeBasis::Specification);
}

QTEST_GUILESS_MAIN(TimestampScannerTest)
#include "timestampscanner_test.moc"
