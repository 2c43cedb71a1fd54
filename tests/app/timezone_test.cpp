#include "app/base/timezone.h"

#include <QTest>
#include <QTimeZone>

using namespace faultline;

namespace {

constexpr std::int64_t second = 1'000'000'000;

Timestamp at(std::int64_t seconds) { return timestampFrom(seconds * second); }
LocalTime local(std::int64_t seconds) { return LocalTime{std::chrono::seconds{seconds}}; }

TimeZone zone(const char* name)
{
    auto result = TimeZone::named(name);
    return result ? *result : TimeZone::fixed(std::chrono::seconds{1});
}

}    // namespace

class TimeZoneTest : public QObject {
    Q_OBJECT

private slots:
    void readsNamesAndOffsets_data();
    void readsNamesAndOffsets();
    void refusesAbbreviationsWithTheirMeanings_data();
    void refusesAbbreviationsWithTheirMeanings();
    void refusesWhatIsNoZone_data();
    void refusesWhatIsNoZone();
    void agreesWithTheZoneDatabaseEveryHour_data();
    void agreesWithTheZoneDatabaseEveryHour();
    void flagsEveryGapAndOverlapOfEveryZone();
    void resolvesGapWithTheOffsetBeforeIt();
    void resolvesOverlapAsTheEarlierInstant();
    void staysInsideTheTimeLine();
    void labelsWithAbbreviationAndOffset();
    void listsAllMeaningsOfAWord();
    void knowsSeasons();
};

void TimeZoneTest::readsNamesAndOffsets_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("summer");    // offset at 2024-07-01
    QTest::addColumn<int>("winter");    // offset at 2024-01-01
    const auto row = [](const char* text, const char* name, int summer, int winter) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(name) << summer << winter;
    };
    row("UTC", "UTC", 0, 0);
    row("utc", "UTC", 0, 0);
    row("Z", "UTC", 0, 0);
    row("GMT", "UTC", 0, 0);
    row("Etc/UTC", "UTC", 0, 0);
    row("+00:00", "UTC", 0, 0);
    row("+02:00", "+02:00", 7200, 7200);
    row("+0200", "+02:00", 7200, 7200);
    row("+02", "+02:00", 7200, 7200);
    row(" -0330 ", "-03:30", -12600, -12600);
    row("UTC+2", "+02:00", 7200, 7200);
    row("GMT-03:30", "-03:30", -12600, -12600);
    row("Etc/GMT-2", "Etc/GMT-2", 7200, 7200);
    row("Etc/GMT+5", "Etc/GMT+5", -18000, -18000);
    row("Europe/Paris", "Europe/Paris", 7200, 3600);
    row("europe/paris", "Europe/Paris", 7200, 3600);
    row("CET", "CET", 7200, 3600);
    row("EET", "EET", 10800, 7200);
    row("US/Pacific", "US/Pacific", -25200, -28800);
    row("EST5EDT", "EST5EDT", -14400, -18000);
    row("GB", "GB", 3600, 0);
    row("Asia/Kolkata", "Asia/Kolkata", 19800, 19800);
    row("Asia/Kathmandu", "Asia/Kathmandu", 20700, 20700);
    row("Australia/Lord_Howe", "Australia/Lord_Howe", 37800, 39600);
    row("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", -10800, -10800);
}

void TimeZoneTest::readsNamesAndOffsets()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, name);
    QFETCH(int, summer);
    QFETCH(int, winter);
    const auto result = TimeZone::named(text.toStdString());
    QVERIFY2(result.has_value(), result ? "" : result.error().message().c_str());
    QCOMPARE(QByteArray::fromStdString(result->name()), name);
    QCOMPARE(static_cast<int>(result->offsetAt(at(1'719'792'000)).count()), summer);
    QCOMPARE(static_cast<int>(result->offsetAt(at(1'704'067'200)).count()), winter);
}

void TimeZoneTest::refusesAbbreviationsWithTheirMeanings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("offsets");
    QTest::newRow("CEST") << QByteArray("CEST") << QByteArray("+02:00");
    QTest::newRow("PST") << QByteArray("PST") << QByteArray("-08:00 +08:00");
    QTest::newRow("BST") << QByteArray("BST") << QByteArray("+01:00 +06:00 +11:00");
    QTest::newRow("IST") << QByteArray("IST") << QByteArray("+05:30 +01:00 +02:00");
    QTest::newRow("ist") << QByteArray("ist") << QByteArray("+05:30 +01:00 +02:00");
    QTest::newRow("EST") << QByteArray("EST") << QByteArray("-05:00 +10:00");
    QTest::newRow("MST") << QByteArray("MST") << QByteArray("-07:00 +08:00");
    QTest::newRow("HST") << QByteArray("HST") << QByteArray("-10:00");
    QTest::newRow("JST") << QByteArray("JST") << QByteArray("+09:00");
}

void TimeZoneTest::refusesAbbreviationsWithTheirMeanings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, offsets);
    const auto result = TimeZone::named(text.toStdString());
    QVERIFY(!result);
    QVERIFY(result.error().kind == ErrorKind::Usage);
    for (const QByteArray& offset : offsets.split(' '))
        QVERIFY2(result.error().message().find(offset.toStdString()) != std::string::npos, result.error().message().c_str());
}

void TimeZoneTest::refusesWhatIsNoZone_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", " ", "foo", "XYZ", "+25:00", "+2:0", "+02:60", "+", "02:00", "CET-1CEST", "../../etc/passwd", "Foo/Bar",
                             "/etc/localtime", "right/UTC", "posix/Europe/Paris", "Europe/", "Europe", "Local", "\x1b[31m", "+02:00:00:00"})
        QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    QTest::newRow("long") << QByteArray(100'000, 'A');
}

void TimeZoneTest::refusesWhatIsNoZone()
{
    QFETCH(QByteArray, text);
    const auto result = TimeZone::named(text.toStdString());
    QVERIFY2(!result, result ? result->name().c_str() : "");
    QVERIFY(result.error().message().size() < 400);
}

void TimeZoneTest::agreesWithTheZoneDatabaseEveryHour_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"Europe/Paris", "Europe/Dublin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca",
                             "America/Sao_Paulo", "Pacific/Apia", "Antarctica/Troll", "CET"})
        QTest::newRow(name) << QByteArray(name);
}

void TimeZoneTest::agreesWithTheZoneDatabaseEveryHour()
{
    QFETCH(QByteArray, name);
    const QTimeZone reference(name);
    const TimeZone ours = zone(name.constData());
    const auto compare = [&](std::int64_t seconds) {
        const int expected = reference.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC));
        const auto offset = static_cast<int>(ours.offsetAt(at(seconds)).count());
        if (offset != expected)
            return false;
        const TimeZone::Resolved back = ours.resolve(local(seconds + offset));
        return back.kind != TimeZone::LocalKind::Gap && (back.utc == at(seconds) || back.other == at(seconds));
    };
    for (const std::int64_t year : {2011, 2024}) {
        const std::int64_t begin = daysFromCivil(year, 1, 1) * 86'400;
        for (std::int64_t seconds = begin; seconds < begin + 366 * 86'400; seconds += 3'600)
            QVERIFY2(compare(seconds), formatUtc(at(seconds)).c_str());
    }
    for (const std::int64_t year : {1900, 1925, 1950, 1969, 1975, 2038, 2050, 2099}) {
        for (unsigned month = 1; month <= 12; ++month)
            QVERIFY(compare(daysFromCivil(year, month, 15) * 86'400));
    }
}

void TimeZoneTest::flagsEveryGapAndOverlapOfEveryZone()
{
    const auto begin = QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
    const auto end = QDateTime::fromSecsSinceEpoch(2'145'916'800, Qt::UTC);    // 2038
    int zones = 0;
    int gaps = 0;
    int overlaps = 0;
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
        if (id.startsWith("UTC"))
            continue;
        const QTimeZone reference(id);
        const auto ours = TimeZone::named(id.toStdString());
        QVERIFY2(ours.has_value(), id.constData());
        ++zones;
        for (const QTimeZone::OffsetData& change : reference.transitions(begin, end)) {
            const std::int64_t seconds = change.atUtc.toSecsSinceEpoch();
            const int before = reference.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds - 1, Qt::UTC));
            const int after = change.offsetFromUtc;
            if (after == before)
                continue;
            const bool gap = after > before;
            const std::int64_t first = seconds + std::min(before, after);
            const std::int64_t last = seconds + std::max(before, after) - 1;
            for (const std::int64_t wall : {first, (first + last) / 2, last}) {
                const TimeZone::Resolved resolved = ours->resolve(local(wall));
                const QByteArray where = id + " " + QByteArray::fromStdString(formatUtc(at(wall)));
                QVERIFY2(resolved.kind == (gap ? TimeZone::LocalKind::Gap : TimeZone::LocalKind::Overlap), where.constData());
                QVERIFY2(resolved.utc == at(wall - before), where.constData());
                QVERIFY2(resolved.other == (gap ? resolved.utc : at(wall - after)), where.constData());
            }
            for (const std::int64_t wall : {first - 1, last + 1})
                QVERIFY2(ours->resolve(local(wall)).kind == TimeZone::LocalKind::Unique, id.constData());
            (gap ? gaps : overlaps) += 1;
        }
    }
    QVERIFY2(zones > 300 && gaps > 10'000 && overlaps > 10'000, qPrintable(QString::number(zones)));
}

void TimeZoneTest::resolvesGapWithTheOffsetBeforeIt()
{
    // Paris skipped 02:00 to 03:00 on 2024-03-31.
    const TimeZone::Resolved resolved = zone("Europe/Paris").resolve(local(1'711'852'200));    // 02:30
    QVERIFY(resolved.kind == TimeZone::LocalKind::Gap);
    QCOMPARE(formatUtc(resolved.utc), std::string("2024-03-31T01:30:00Z"));
    // Samoa skipped the whole of 2011-12-30.
    const TimeZone::Resolved day = zone("Pacific/Apia").resolve(local(daysFromCivil(2011, 12, 30) * 86'400 + 43'200));
    QVERIFY(day.kind == TimeZone::LocalKind::Gap);
    QCOMPARE(formatUtc(day.utc), std::string("2011-12-30T22:00:00Z"));
}

void TimeZoneTest::resolvesOverlapAsTheEarlierInstant()
{
    const TimeZone::Resolved resolved = zone("Europe/Paris").resolve(local(1'729'996'200));    // 2024-10-27 02:30
    QVERIFY(resolved.kind == TimeZone::LocalKind::Overlap);
    QCOMPARE(formatUtc(resolved.utc), std::string("2024-10-27T00:30:00Z"));
    QCOMPARE(formatUtc(resolved.other), std::string("2024-10-27T01:30:00Z"));
}

void TimeZoneTest::staysInsideTheTimeLine()
{
    for (const TimeZone& each : {zone("Europe/Paris"), zone("-12:00"), zone("+14:00"), TimeZone::utc()}) {
        QVERIFY(each.resolve(LocalTime::max()).utc > at(9'000'000'000));
        QVERIFY(each.resolve(LocalTime::min()).utc < at(-9'000'000'000));
        QVERIFY(std::abs(each.offsetAt(Timestamp::min()).count()) < 86'400);
        QVERIFY(std::abs(each.offsetAt(Timestamp::max()).count()) < 86'400);
    }
}

void TimeZoneTest::labelsWithAbbreviationAndOffset()
{
    QCOMPARE(zone("Europe/Paris").labelAt(at(1'713'900'598)), std::string("CEST (+02:00)"));
    QCOMPARE(zone("Europe/Paris").labelAt(at(1'704'067'200)), std::string("CET (+01:00)"));
    QCOMPARE(zone("America/Sao_Paulo").labelAt(at(1'704'067'200)), std::string("-03:00"));
    QCOMPARE(zone("+02:00").labelAt(at(0)), std::string("+02:00"));
    QCOMPARE(TimeZone().labelAt(at(0)), std::string("UTC"));
}

void TimeZoneTest::listsAllMeaningsOfAWord()
{
    QCOMPARE(meaningsOfZoneWord("IST").size(), std::size_t{3});
    QCOMPARE(meaningsOfZoneWord("cst").size(), std::size_t{3});
    QCOMPARE(meaningsOfZoneWord("CET").size(), std::size_t{1});
    for (const std::string_view word : {"UTC", "gmt", "Z"}) {
        QCOMPARE(meaningsOfZoneWord(word).size(), std::size_t{1});
        QCOMPARE(meaningsOfZoneWord(word).front().offset.count(), std::chrono::seconds::rep{0});
    }
    for (const std::string_view word : {"", "INFO", "GET", "XYZ", "Europe/Paris"})
        QVERIFY2(meaningsOfZoneWord(word).empty(), word.data());
}

void TimeZoneTest::knowsSeasons()
{
    const auto fits = [](const char* word, int month) { return fitsSeason(meaningsOfZoneWord(word).front().season, month); };
    QVERIFY(!fits("CET", 4));
    QVERIFY(fits("CET", 1));
    QVERIFY(fits("CEST", 4));
    QVERIFY(!fits("CEST", 1));
    QVERIFY(fits("AEST", 7));
    QVERIFY(!fits("AEST", 1));
    QVERIFY(!fits("NZDT", 7));
    QVERIFY(fits("JST", 7));
}

QTEST_GUILESS_MAIN(TimeZoneTest)
#include "timezone_test.moc"
