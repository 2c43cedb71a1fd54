#include "app/base/text.h"
#include "app/base/timestamp.h"
#include "app/model/record.h"

#include <QTest>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

using namespace faultline;

namespace {

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

}    // namespace

class TextTest : public QObject {
    Q_OBJECT

private slots:
    void readsPlainNumbersAsTheLibraryDoes();
    void readsDecimalsWithoutADouble_data();
    void readsDecimalsWithoutADouble();
    void readsWholeNumbersOnly();
    void readsNumbersOfMetricFiles();
    void replacesBadUtf8_data();
    void replacesBadUtf8();
    void showsControlCharacters();
    void shortensAtCharacters();
    void writesNumbersThatReadBack();
    void writesSizesAndGroups();
    void writesInstants_data();
    void writesInstants();
    void writesDurations_data();
    void writesDurations();
    void knowsWhichDatesExist();
    void findsFieldsByNameAndShortForm();
    void comparesIgnoringCase();
};

void TextTest::readsDecimalsWithoutADouble_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<qint64>("nanoseconds");
    const auto good = [](const char* text, qint64 value) { QTest::newRow(text) << QByteArray(text) << true << value; };
    const auto bad = [](const char* text) { QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text) << false << qint64{0}; };
    good("0.004", 4'000'000);
    good("1", 1'000'000'000);
    good("-0.5", -500'000'000);
    good("+2.25", 2'250'000'000);
    good(".5", 500'000'000);
    good("5.", 5'000'000'000);
    good("0.0000000019", 1);
    good("18.342119", 18'342'119'000);
    good("9223372036.854775807", 9'223'372'036'854'775'807);
    bad("9223372036.854775808");
    bad("9223372037");
    bad("99999999999999999999999999");
    bad("");
    bad(".");
    bad("-");
    bad("1e3");
    bad("1.2.3");
    bad("1,5");
    bad(" 1");
    bad("0x10");
}

void TextTest::readsDecimalsWithoutADouble()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    QFETCH(qint64, nanoseconds);
    const auto value = parseDecimalScaled({text.constData(), static_cast<std::size_t>(text.size())}, 1'000'000'000);
    QCOMPARE(value.has_value(), valid);
    QCOMPARE(qint64{value.value_or(0)}, nanoseconds);
}

void TextTest::readsWholeNumbersOnly()
{
    QCOMPARE(parseInteger("-9223372036854775808").value_or(0), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(parseInteger("+7").value_or(0), std::int64_t{7});
    for (const std::string_view text : {"", "+", "-", "+-7", "9223372036854775808", "12a", " 1", "1.0", "0x1"})
        QVERIFY2(!parseInteger(text), text.data());
}

void TextTest::readsNumbersOfMetricFiles()
{
    QVERIFY(std::isnan(parseDouble("NaN").value_or(0)));
    QVERIFY(std::isinf(parseDouble("+Inf").value_or(0)));
    QVERIFY(parseDouble("-Inf").value_or(0) < 0);
    QCOMPARE(parseDouble("1e-3").value_or(0), 0.001);
    QCOMPARE(parseDouble("+12.5").value_or(0), 12.5);
    for (const std::string_view text : {"", "+", "1,5", "nan(0x1)", "1 ", "1e999", "0x1p3", "--1"})
        QVERIFY2(!parseDouble(text), text.data());
}

void TextTest::replacesBadUtf8_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<int>("replaced");
    const QByteArray mark("\xEF\xBF\xBD");
    QTest::newRow("plain") << QByteArray("GET /") << QByteArray("GET /") << 0;
    QTest::newRow("two, three and four bytes") << QByteArray("é€😀") << QByteArray("é€😀") << 0;
    QTest::newRow("Latin-1") << QByteArray("caf\xE9 x") << "caf" + mark + " x" << 1;
    QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << mark + mark << 2;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << mark + mark + mark << 3;
    QTest::newRow("above the last character") << QByteArray("\xF4\x90\x80\x80") << mark + mark + mark + mark << 4;
    QTest::newRow("cut at the end") << QByteArray("a\xE2\x82") << "a" + mark << 1;
    QTest::newRow("lone continuation") << QByteArray("\x80z") << mark + "z" << 1;
    QTest::newRow("zero byte stays") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3) << 0;
}

void TextTest::replacesBadUtf8()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QFETCH(int, replaced);
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    std::size_t count = 99;
    QCOMPARE(bytes(sanitizedUtf8(view, &count)), expected);
    QCOMPARE(static_cast<int>(count), replaced);
    QCOMPARE(isValidUtf8(view), replaced == 0);
}

void TextTest::showsControlCharacters()
{
    QCOMPARE(withVisibleControls("a\x1b[31mb"), std::string("a\\x1b[31mb"));
    QCOMPARE(withVisibleControls("x\n\t\x7f"), std::string("x\\x0a\\x09\\x7f"));
    QCOMPARE(withVisibleControls("\xC2\x9B"), std::string("\\x9b"));             // C1 control sequence introducer
    QCOMPARE(withVisibleControls("\xE2\x80\xAE" "exe"), std::string("\\u202eexe"));
    QCOMPARE(withVisibleControls("\x9B" "1m"), std::string("\\x9b1m"));          // the same as a raw byte
    QCOMPARE(withVisibleControls("é€"), std::string("é€"));
}

void TextTest::shortensAtCharacters()
{
    QCOMPARE(shortened("abc", 3), std::string("abc"));
    QCOMPARE(shortened("abcdef", 5), std::string("ab…"));
    QCOMPARE(shortened("ééé", 5), std::string("é…"));
    QCOMPARE(shortened("ééé", 4), std::string("…"));
    QCOMPARE(shortened("abcdef", 2), std::string());
}

void TextTest::writesNumbersThatReadBack()
{
    QCOMPARE(formatNumber(1e6), std::string("1000000"));
    QCOMPARE(formatNumber(9007199254740991.0), std::string("9007199254740991"));
    QCOMPARE(formatNumber(-3), std::string("-3"));
    for (const double value : {0.1, 1.0 / 3, 1e300, 5e-324, -0.0, 123456.789, 1e15 + 0.5})
        QCOMPARE(parseDouble(formatNumber(value)).value_or(-1), value);
    QCOMPARE(formatNumber(std::numeric_limits<double>::quiet_NaN()), std::string("NaN"));
    QCOMPARE(formatNumber(-std::numeric_limits<double>::infinity()), std::string("-Inf"));
}

void TextTest::writesSizesAndGroups()
{
    QCOMPARE(formatGrouped(1234567), std::string("1,234,567"));
    QCOMPARE(formatGrouped(-123), std::string("-123"));
    QCOMPARE(formatGrouped(std::numeric_limits<std::int64_t>::min()), std::string("-9,223,372,036,854,775,808"));
    QCOMPARE(formatBytes(999), std::string("999 B"));
    QCOMPARE(formatBytes(1'200'000), std::string("1.2 MB"));
    QCOMPARE(formatBytes(999'960), std::string("1.0 MB"));
    QCOMPARE(formatBytes(1e21), std::string("1000.0 EB"));
}

void TextTest::writesInstants_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](qint64 value, int offset, const char* text) { QTest::newRow(text) << value << offset << QByteArray(text); };
    row(0, 0, "1970-01-01T00:00:00Z");
    row(1'713'900'598'250'000'000, 0, "2024-04-23T19:29:58.250Z");
    row(1'713'900'598'250'000'000, 7200, "2024-04-23T21:29:58.250+02:00");
    row(1'713'900'598'000'001'000, -12'600, "2024-04-23T15:59:58.000001-03:30");
    row(1'713'900'598'000'000'001, 20'700, "2024-04-24T01:14:58.000000001+05:45");
    row(-1, 0, "1969-12-31T23:59:59.999999999Z");
    row(-1, 561, "1970-01-01T00:09:20.999999999+00:09:21");
    row(std::numeric_limits<qint64>::min(), 0, "1677-09-21T00:12:43.145224192Z");
    row(std::numeric_limits<qint64>::max(), 0, "2262-04-11T23:47:16.854775807Z");
    row(951'782'400'000'000'000, 0, "2000-02-29T00:00:00Z");
}

void TextTest::writesInstants()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(int, offset);
    QFETCH(QByteArray, expected);
    QCOMPARE(bytes(formatWithOffset(timestampFrom(nanoseconds), std::chrono::seconds{offset})), expected);
}

void TextTest::writesDurations_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](qint64 value, const char* text) { QTest::addRow("%lld", value) << value << QByteArray(text); };
    row(0, "0 ns");
    row(999, "999 ns");
    row(1'500, "1.5 µs");
    row(250'000'000, "250 ms");
    row(999'999'999, "1 s");
    row(12'500'000'000, "12.5 s");
    row(59'960'000'000, "1 min");
    row(90'000'000'000, "1 min 30 s");
    row(3'599'600'000'000, "1 h");
    row(6'360'000'000'000, "1 h 46 min");
    row(86'399'000'000'000, "1 d");
    row(180'000'000'000'000, "2 d 2 h");
    row(-6'360'000'000'000, "-1 h 46 min");
    row(std::numeric_limits<qint64>::min(), "-106751 d 23 h 47 min");
}

void TextTest::writesDurations()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QByteArray, expected);
    const QByteArray text = bytes(formatDuration(Nanoseconds{nanoseconds}));
    if (nanoseconds == std::numeric_limits<qint64>::min())
        QVERIFY2(text.startsWith("-10675"), text.constData());
    else
        QCOMPARE(text, expected);
}

void TextTest::knowsWhichDatesExist()
{
    QVERIFY(isValidDate(2024, 2, 29));
    QVERIFY(isValidDate(2000, 2, 29));
    QVERIFY(isValidDate(1678, 1, 1));
    QVERIFY(isValidDate(2261, 12, 31));
    for (const auto& [year, month, day] : {std::array{2023, 2, 29}, {1900, 2, 29}, {2024, 4, 31}, {2024, 0, 1}, {2024, 13, 1},
                                           {2024, 1, 0}, {1677, 12, 31}, {2262, 1, 1}, {-1, 1, 1}})
        QVERIFY(!isValidDate(year, month, day));
}

void TextTest::findsFieldsByNameAndShortForm()
{
    for (int i = 0; i < fieldCount; ++i) {
        const FieldInfo& info = infoOf(static_cast<Field>(i));
        QCOMPARE(static_cast<int>(info.field), i);
        for (int k = 0; k < recordKindCount; ++k) {
            const auto kind = static_cast<RecordKind>(k);
            QCOMPARE(findField(kind, info.name) == &info, has(info, kind));
        }
    }
    QCOMPARE(findField(RecordKind::Request, "bytes")->field, Field::BytesOut);
    QCOMPARE(findField(RecordKind::Operation, "bytes")->field, Field::ResponseBytes);
    QCOMPARE(findField(RecordKind::Operation, "duration")->field, Field::Duration);
    QVERIFY(findField(RecordKind::LogLine, "duration") == nullptr);
    QVERIFY(findField(RecordKind::Request, "route") == nullptr);
}

void TextTest::comparesIgnoringCase()
{
    QVERIFY(containsIgnoringCase("Mozilla/5.0 JAVA/17", "java/"));
    QVERIFY(!containsIgnoringCase("Jav", "java"));
    QVERIFY(containsIgnoringCase("x", ""));
    QVERIFY(startsWithIgnoringCase("UTC+2", "utc"));
    QVERIFY(equalsIgnoringCase("aZ[", "Az["));
    QVERIFY(!equalsIgnoringCase("[", "{"));    // they differ by the letter bit only
    QCOMPARE(split("a,,b,", ',').size(), std::size_t{4});
    QCOMPARE(trimmed(" \t x \r\n"), std::string_view("x"));
}

void TextTest::readsPlainNumbersAsTheLibraryDoes()
{
    std::mt19937_64 random(20240423);
    for (int i = 0; i < 20'000; ++i) {
        std::string text = std::to_string(random() >> (random() % 64));
        if (random() % 2 == 0)
            text.insert(random() % (text.size() + 1), ".");
        if (random() % 4 == 0)
            text.insert(0, "-");
        double expected = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), expected);
        const bool isNumber = error == std::errc{} && end == text.data() + text.size();
        const auto value = parseDouble(text);
        QCOMPARE(value.has_value(), isNumber);
        if (isNumber)
            QVERIFY2(std::bit_cast<std::uint64_t>(*value) == std::bit_cast<std::uint64_t>(expected), text.c_str());
    }
    QVERIFY(std::signbit(parseDouble("-0").value_or(1)));
}

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
