#include "app/import/handwrittentime.h"

#include <QtTest/QtTest>

#include <cstdio>

using namespace faultline;

namespace {

std::string shown(const WrittenTime& time)
{
    char buffer[96];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d %02d:%02d", time.year, time.month, time.day, time.hour, time.minute);
    std::string text = buffer;
    if (time.hasSeconds) {
        std::snprintf(buffer, sizeof buffer, ":%02d", time.second);
        text += buffer;
    }
    if (time.nanosecond != 0)
        text += "." + std::to_string(time.nanosecond);
    if (!time.zoneWord.empty())
        text += " " + std::string(time.zoneWord);
    if (time.offsetSeconds)
        text += " " + std::to_string(*time.offsetSeconds);
    return text;
}

std::string shown(const HandwrittenTime& time)
{
    std::string text = shown(time.start);
    if (time.end)
        text += " .. " + shown(*time.end);
    return text + " " + std::string(nameOf(time.precision)) + (time.hasClock ? "" : " date");
}

std::string shown(const std::vector<HandwrittenTime>& times)
{
    std::string text;
    for (const HandwrittenTime& time : times)
        text += (text.empty() ? "" : " | ") + shown(time);
    return text;
}

}    // namespace

class HandwrittenTimeTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatPeopleWrite_data();
    void readsWhatPeopleWrite();
    void keepsTheExactTextAndTheRest_data();
    void keepsTheExactTextAndTheRest();
    void leavesOtherNumbersAlone_data();
    void leavesOtherNumbersAlone();
    void findsMomentsInSentences_data();
    void findsMomentsInSentences();
    void letsEachDateLayoutHaveItsOwnOrder();
    void survivesEveryCutAndByte();
};

void HandwrittenTimeTest::readsWhatPeopleWrite_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected); };
    row("22/04 8:45", "0000-04-22 08:45 minute");
    row("04/22/24 - 07:04:24 AM UTC", "2024-04-22 07:04:24 UTC exact");
    row("04/22/24 - 12:46:48 PM UTC", "2024-04-22 12:46:48 UTC exact");
    row("23-04-2024T21:30:00", "2024-04-23 21:30:00 exact");
    row("24/04 10:03-10:13", "0000-04-24 10:03 .. 0000-00-00 10:13 range");
    row("24/04 18:05, 18:15 and lastly ~18:45", "0000-04-24 18:05 minute | 0000-00-00 18:15 minute | 0000-00-00 18:45 about");
    row("8:45", "0000-00-00 08:45 minute");
    row("~18:45", "0000-00-00 18:45 about");
    row("around 18:45", "0000-00-00 18:45 about");
    row("18:45 or so", "0000-00-00 18:45 about");
    row("18:45ish", "0000-00-00 18:45 about");
    row("a little after 14:00 UTC on 10 May", "0000-05-10 14:00 UTC after");
    row("after 14:00 UTC on 10 May", "0000-05-10 14:00 UTC after");
    row("shortly before 9:00", "0000-00-00 09:00 before");
    row("May 11th, 5:45am", "0000-05-11 05:45 minute");
    row("5:45am, May 11th", "0000-05-11 05:45 minute");
    row("May 1 2019, 3:18 PM", "2019-05-01 15:18 minute");
    row("July 11, 2025, 12:42 PM", "2025-07-11 12:42 minute");
    row("July 11, 2025 at 4:42PM UTC", "2025-07-11 16:42 UTC minute");
    row("Sep 27 2017 13:06", "2017-09-27 13:06 minute");
    row("March 18, 16:30", "0000-03-18 16:30 minute");
    row("19. April, 11:00", "0000-04-19 11:00 minute");
    row("Tuesday, April 24th", "0000-04-24 00:00:00 range date");
    row("2018-07-30 ca. 11:20", "2018-07-30 11:20 about");
    row("2017-10-17 07:42", "2017-10-17 07:42 minute");
    row("2024-04-22T06:45:00.250Z", "2024-04-22 06:45:00.250000000 Z exact");
    row("2024-04-22T06:45:00.250+02:00", "2024-04-22 06:45:00.250000000 7200 exact");
    row("2024-04-22 06:45:00-05:00", "2024-04-22 06:45:00 -18000 exact");
    row("22.04.2024, 8:45", "2024-04-22 08:45 minute");
    row("22.04. 8:45", "0000-04-22 08:45 minute");
    row("9:02a", "0000-00-00 09:02 minute");
    row("12:29p", "0000-00-00 12:29 minute");
    row("12:05 AM", "0000-00-00 00:05 minute");
    row("00:25 - 00:29 AM", "0000-00-00 00:25 .. 0000-00-00 00:29 range");
    row("1:00 - 2:00 PM", "0000-00-00 13:00 .. 0000-00-00 14:00 range");
    row("11:30 - 1:00 PM", "0000-00-00 11:30 .. 0000-00-00 13:00 range");
    row("~8-9 PM", "0000-00-00 20:00 .. 0000-00-00 21:00 range");
    row("between ~4pm and ~5:15pm", "0000-00-00 16:00 .. 0000-00-00 17:15 range");
    row("16:05:57-58", "0000-00-00 16:05:57 .. 0000-00-00 16:05:58 range");
    row("~16:06:00 - 16:16:00", "0000-00-00 16:06:00 .. 0000-00-00 16:16:00 range");
    row("14:10-20", "0000-00-00 14:10 .. 0000-00-00 14:20 range");
    row("4 p.m.", "0000-00-00 16:00 about");
    row("8:45 CET", "0000-00-00 08:45 CET minute");
    row("8:45 (CEST)", "0000-00-00 08:45 CEST minute");
    row("8:45 UTC+1", "0000-00-00 08:45 UTC 3600 minute");
    row("8:45 PST (UTC-7)", "0000-00-00 08:45 PST -25200 minute");
    row("8:45 CEST (+02:00)", "0000-00-00 08:45 CEST 7200 minute");
    row("10:03\xE2\x80\x93""10:13 UTC", "0000-00-00 10:03 UTC .. 0000-00-00 10:13 UTC range");
    row("23/04 23:50 - 24/04 00:10", "0000-04-23 23:50 .. 0000-04-24 00:10 range");
    row("23:50 to 00:10", "0000-00-00 23:50 .. 0000-00-00 00:10 range");
}

void HandwrittenTimeTest::readsWhatPeopleWrite()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const std::string bytes = text.toStdString();
    std::string_view rest = bytes;
    const auto times = scanHandwrittenTimes(rest);
    QCOMPARE(QString::fromStdString(shown(times)), expected);
    QCOMPARE(QString::fromUtf8(rest.data(), static_cast<qsizetype>(rest.size())), QString());
}

void HandwrittenTimeTest::keepsTheExactTextAndTheRest_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("rest");
    QTest::newRow("text behind") << "22/04 8:45 Instabilities start" << "22/04 8:45" << " Instabilities start";
    QTest::newRow("neutral word") << "At ~18:45 it was calm" << "~18:45" << " it was calm";
    QTest::newRow("colon") << "10:03: text" << "10:03" << ": text";
    QTest::newRow("dash and a number") << "10:03 - 2 pods restarted" << "10:03" << " - 2 pods restarted";
    QTest::newRow("dash and a word") << "10:03 - down" << "10:03" << " - down";
    QTest::newRow("a clock of the text") << "10:03 - at 9:58 the load rose" << "10:03" << " - at 9:58 the load rose";
    QTest::newRow("a word that is no zone") << "10:03 API down" << "10:03" << " API down";
    QTest::newRow("a name with a slash") << "10:03 API/Web down" << "10:03" << " API/Web down";
}

void HandwrittenTimeTest::keepsTheExactTextAndTheRest()
{
    QFETCH(QString, text);
    QFETCH(QString, written);
    QFETCH(QString, rest);
    const std::string bytes = text.toStdString();
    std::string_view view = bytes;
    const auto time = scanHandwrittenTime(view);
    QVERIFY(time.has_value());
    QCOMPARE(QString::fromStdString(std::string(time->text)), written);
    QCOMPARE(QString::fromStdString(std::string(view)), rest);
}

void HandwrittenTimeTest::leavesOtherNumbersAlone_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", " ", "1/2 of the pods", "10.12.6.136:8888", "v2.4.1", "http://10.12.6.136:8888/", "99:99", "24:30", "31/31",
                             "10:3", "10:033", "ratio 10:1", "8:45:61", "Java/17", "503", "may 11 help", "300/400",
                             "99999999999999999999:10", "2024", "after all", "about 10 requests", "aa:10:22:33:44:55"})
        QTest::newRow(text) << text;
}

void HandwrittenTimeTest::leavesOtherNumbersAlone()
{
    QFETCH(QString, text);
    const std::string bytes = text.toStdString();
    const auto found = findHandwrittenTimes(bytes);
    QCOMPARE(QString::fromStdString(shown(found)), QString());
}

void HandwrittenTimeTest::findsMomentsInSentences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("support case") << "The tier changed (support case: 04/22/24 - 07:04:24 AM UTC), then 9:33"
                                  << "2024-04-22 07:04:24 UTC exact | 0000-00-00 09:33 minute";
    QTest::newRow("prose") << "A little after 14:00 UTC on 10 May, we resized the primary. On May 11th at 05:45 UTC it broke."
                           << "0000-05-10 14:00 UTC after | 0000-05-11 05:45 UTC minute";
    QTest::newRow("pager") << "failing. | Violation started: July 11, 2025 at 4:42PM UTC (less than 1 sec ago)" << "2025-07-11 16:42 UTC minute";
    for (const char* text : {"2024-04-22 3 servers failed", "2024-04-22 ~14 servers failed", "2024-04-22 12:34:56.789x"})
        QTest::newRow(text) << text << "2024-04-22 00:00:00 range date";    // the day begins at midnight
}

void HandwrittenTimeTest::findsMomentsInSentences()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const std::string bytes = text.toStdString();
    QCOMPARE(QString::fromStdString(shown(findHandwrittenTimes(bytes))), expected);
}

void HandwrittenTimeTest::letsEachDateLayoutHaveItsOwnOrder()
{
    std::string_view text = "05/04 8:45";
    const auto unknown = scanHandwrittenTime(text);
    QVERIFY(unknown && unknown->orderAssumed);
    QCOMPARE(unknown->start.month, 4);

    DateOrders orders{};
    orders[static_cast<std::size_t>(DateLayout::ShortYear)] = DateOrder::MonthDayYear;
    orders[static_cast<std::size_t>(DateLayout::TwoParts)] = DateOrder::DayMonthYear;
    std::string_view dayFirst = "05/04 8:45";
    std::string_view monthFirst = "05/04/24 8:45";
    QCOMPARE(scanHandwrittenTime(dayFirst, orders)->start.month, 4);
    QCOMPARE(scanHandwrittenTime(monthFirst, orders)->start.month, 5);
}

void HandwrittenTimeTest::survivesEveryCutAndByte()
{
    const std::string text = "a little after 04/22/24 - 07:04:24.123 AM UTC+02:00 - 23-04-2024T21:30:00 (CEST) or so, ~8-9 PM on Tuesday, April 24th";
    std::size_t found = 0;
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        for (std::size_t end = begin; end <= text.size(); ++end) {
            const std::string_view piece = std::string_view(text).substr(begin, end - begin);
            for (const HandwrittenTime& time : findHandwrittenTimes(piece)) {
                QVERIFY(time.start.hour >= 0 && time.start.hour < 24 && time.start.minute < 60 && time.start.second <= 60);
                QVERIFY(!time.end || (time.end->hour >= 0 && time.end->hour < 24));
                ++found;
            }
        }
    }
    QVERIFY(found > 1000);
}

QTEST_GUILESS_MAIN(HandwrittenTimeTest)
#include "handwrittentime_test.moc"
