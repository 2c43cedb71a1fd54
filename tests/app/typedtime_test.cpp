#include "app/timeline/typedtime.h"

#include <QTest>

using namespace faultline;

namespace {

Timestamp instant(const char* text)
{
    return *parseTypedTime(text, {});
}

TypedTimeSettings paris()
{
    return {*TimeZone::named("Europe/Paris"), instant("2024-04-23T19:30Z"), instant("2024-04-24T10:00Z")};
}

}    // namespace

/// What a person may type where the window asks for a time.
class TypedTimeTest : public QObject {
    Q_OBJECT

private slots:
    void readsATime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc");
        QTest::newRow("ISO with offset") << "2024-04-23T21:30:00+02:00" << "2024-04-23T19:30:00Z";
        QTest::newRow("ISO in UTC") << "2024-04-23T19:30Z" << "2024-04-23T19:30:00Z";
        QTest::newRow("ISO in the zone") << "2024-04-23 21:30" << "2024-04-23T19:30:00Z";
        QTest::newRow("day and month") << "23/04 21:30" << "2024-04-23T19:30:00Z";
        QTest::newRow("clock on the day of the reference") << " 21:35 " << "2024-04-23T19:35:00Z";
        QTest::newRow("clock with seconds") << "21:35:10" << "2024-04-23T19:35:10Z";
        QTest::newRow("later") << "+15m" << "2024-04-23T19:45:00Z";
        QTest::newRow("earlier") << "-18h" << "2024-04-23T01:30:00Z";
        QTest::newRow("now") << "now" << "2024-04-24T10:00:00Z";
        QTest::newRow("before the end of the data") << "now-6h" << "2024-04-24T04:00:00Z";
        QTest::newRow("before the end, spaced") << "now - 1h30m" << "2024-04-24T08:30:00Z";
        QTest::newRow("epoch seconds") << "1713900600" << "2024-04-23T19:30:00Z";
        QTest::newRow("epoch milliseconds") << "1713900600250" << "2024-04-23T19:30:00.250Z";
        QTest::newRow("zone word") << "23/04 21:30 CEST" << "2024-04-23T19:30:00Z";
        QTest::newRow("day and month either way round") << "4/5 21:30" << "";
        QTest::newRow("nothing") << "  " << "";
        QTest::newRow("words") << "tea time" << "";
        QTest::newRow("no such date") << "2024-02-30 10:00" << "";
        QTest::newRow("skipped by the clocks") << "2024-03-31 02:30" << "";
        QTest::newRow("out of range") << "+9999999999h" << "";
        QTest::newRow("control characters") << "21:30\x1b[31m" << "";
    }

    void readsATime()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, utc);
        const auto time = parseTypedTime(text.toStdString(), paris());
        QCOMPARE(time ? QString::fromStdString(formatUtc(*time)) : QString(), utc);
        if (!time)
            QVERIFY(!time.error().why.empty());
    }

    void readsARange_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc");
        const QString evening = QStringLiteral("2024-04-23T19:10:00Z 2024-04-23T19:35:00Z");
        QTest::newRow("ISO interval") << "2024-04-23T21:10+02:00/2024-04-23T21:35+02:00" << evening;
        QTest::newRow("words") << "23/04 21:10 to 21:35" << evening;
        QTest::newRow("dates with slashes") << "23/04 21:10/23/04 21:35" << evening;
        QTest::newRow("arrow") << QString::fromUtf8("2024-04-23 21:10 → 21:35") << evening;
        QTest::newRow("two cells") << "2024-04-23 21:10\t2024-04-23 21:35" << evening;
        QTest::newRow("length") << "21:10 to +25m" << evening;
        QTest::newRow("length before") << "-25m to 21:35" << evening;
        QTest::newRow("as in a timeline") << "23/04 21:10-21:35" << evening;
        QTest::newRow("over midnight") << "23/04 23:50 to 0:10" << "2024-04-23T21:50:00Z 2024-04-23T22:10:00Z";
        QTest::newRow("one time") << "21:10" << "";
        QTest::newRow("backwards") << "2024-04-23 21:35 to 2024-04-23 21:10" << "";
        QTest::newRow("both relative") << "-25m to +25m" << "";
    }

    void readsARange()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, utc);
        const auto range = parseTypedRange(text.toStdString(), paris());
        QCOMPARE(range ? QString::fromStdString(formatUtc(range->begin) + ' ' + formatUtc(range->end)) : QString(), utc);
    }
};

QTEST_GUILESS_MAIN(TypedTimeTest)
#include "typedtime_test.moc"
