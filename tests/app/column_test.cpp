#include "app/store/column.h"
#include "app/store/textcodes.h"
#include "app/store/timechecks.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <random>
#include <set>

using namespace faultline;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min() + 1;    // the one below is `absent`
constexpr std::uint32_t segmentRows = 65'536;

using Numbers = std::vector<std::int64_t>;
using Random = std::mt19937_64;

template <typename F>
Numbers rowsOf(std::uint32_t rows, F&& value)
{
    Numbers numbers;
    for (std::uint32_t row = 0; row < rows; ++row)
        numbers.push_back(value(static_cast<std::int64_t>(row)));
    return numbers;
}

std::int64_t between(Random& random, std::int64_t low, std::int64_t high)
{
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

std::vector<std::string_view> viewsOf(const std::vector<std::string>& texts)
{
    return {texts.begin(), texts.end()};
}

/// Touches every row the way queries do; the sum keeps the compiler from leaving it out.
std::uint64_t readAll(const ColumnData& column)
{
    std::uint64_t sum = 0;
    for (std::uint32_t row = 0; row < column.rows; ++row) {
        if (column.isText)
            sum += column.textAt(row).size();
        else
            sum += static_cast<std::uint64_t>(column.at(row));
    }
    if (!column.isText) {
        Numbers values;
        column.expand(values);
        sum += values.size();
    }
    return sum;
}

struct Sample {
    const char* name;
    Numbers values;
    ColumnEncoding encoding;
    std::size_t mostBytes;    // of the blob
};

std::vector<Sample> numberSamples()
{
    Random random(7);
    const std::int64_t april = 1'713'900'000'000'000'000;
    const auto scaled = [&](std::int64_t scale) {
        return rowsOf(segmentRows, [&](std::int64_t) { return april + scale * between(random, 0, 50'000); });
    };
    const auto growing = [&](std::int64_t scale) {
        std::int64_t time = april;
        return rowsOf(segmentRows, [&](std::int64_t) { return time += scale * between(random, 0, 3); });
    };
    return {
        {"no rows", {}, ColumnEncoding::Constant, 18},
        {"one row", {42}, ColumnEncoding::Constant, 18},
        {"one absent row", {absent}, ColumnEncoding::Constant, 26},
        {"constant", Numbers(segmentRows, -5), ColumnEncoding::Constant, 18},
        {"constant with absent ends", {absent, 9, 9, 9, absent}, ColumnEncoding::Constant, 26},
        {"all absent", Numbers(segmentRows, absent), ColumnEncoding::Constant, 18 + segmentRows / 8},
        {"line numbers", rowsOf(segmentRows, [](std::int64_t row) { return 1'000'000 + row; }), ColumnEncoding::Sequence, 18},
        {"falling sequence", rowsOf(segmentRows, [](std::int64_t row) { return 9 - 7'000 * row; }), ColumnEncoding::Sequence, 18},
        {"status codes", rowsOf(segmentRows, [&](std::int64_t) { return between(random, 200, 455); }), ColumnEncoding::Narrow,
         20 + segmentRows},
        {"whole seconds out of order", scaled(1'000'000'000), ColumnEncoding::Narrow, 20 + 2 * segmentRows},
        {"milliseconds out of order", scaled(1'000'000), ColumnEncoding::Narrow, 20 + 2 * segmentRows},
        {"microseconds out of order", scaled(1'000), ColumnEncoding::Narrow, 20 + 2 * segmentRows},
        {"growing seconds", growing(1'000'000'000), ColumnEncoding::Delta, 30 + segmentRows},
        {"growing nanoseconds", growing(1), ColumnEncoding::Delta, 30 + segmentRows},
        {"absent at the ends", {absent, 1, 500, absent, 70'000, absent}, ColumnEncoding::Narrow, 50},
        {"extremes", {most, least, 0, -1, 1, most, least}, ColumnEncoding::Narrow, 18 + 56},
        {"two extremes", {least, most}, ColumnEncoding::Narrow, 18 + 16},
        {"extremes with absent", {most, absent, least, 3}, ColumnEncoding::Narrow, 26 + 32},
        {"powers of two", rowsOf(62, [](std::int64_t row) { return std::int64_t{1} << row; }), ColumnEncoding::Narrow, 18 + 62 * 8},
    };
}

}    // namespace

class ColumnTest : public QObject {
    Q_OBJECT

private slots:
    void numbersComeBack_data();
    void numbersComeBack();
    void randomNumbersComeBack();
    void wideJumpsOfOneScaleComeBack();
    void textComesBack_data();
    void textComesBack();
    void cutBlobsAreRefusedOrReadable_data();
    void cutBlobsAreRefusedOrReadable();
    void flippedBlobsNeverCrash_data();
    void flippedBlobsNeverCrash();
    void absurdHeadersNeverCrash();
    void codesEqualAMap();
    void codesAreFoundInAnotherTable();
    void hashesOfSimilarTextsDiffer_data();
    void hashesOfSimilarTextsDiffer();
    void timeChecksSurviveAbsurdTimes();
    void timeChecksNameGapsAndJumps();
};

void ColumnTest::numbersComeBack_data()
{
    QTest::addColumn<int>("index");
    const auto samples = numberSamples();
    for (std::size_t index = 0; index < samples.size(); ++index)
        QTest::newRow(samples[index].name) << static_cast<int>(index);
}

void ColumnTest::numbersComeBack()
{
    QFETCH(int, index);
    const Sample sample = numberSamples()[static_cast<std::size_t>(index)];
    const EncodedColumn encoded = encodeNumbers(sample.values);
    QCOMPARE(static_cast<int>(encoded.encoding), static_cast<int>(sample.encoding));
    QVERIFY2(encoded.data.size() <= sample.mostBytes, qPrintable(QString::number(encoded.data.size())));
    const auto decoded = decodeColumn(encoded.encoding, encoded.data, static_cast<std::uint32_t>(sample.values.size()));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message().c_str());
    Numbers expanded;
    decoded->expand(expanded);
    QCOMPARE(expanded, sample.values);
    for (std::uint32_t row = 0; row < sample.values.size(); ++row)
        QCOMPARE(decoded->at(row), sample.values[row]);
}

void ColumnTest::randomNumbersComeBack()
{
    Random random(11);
    const std::array<std::int64_t, 7> scales = {1, 2, 3, 1'000, 1'000'000, 1'000'000'000, 86'400'000'000'000};
    for (int round = 0; round < 600; ++round) {
        const std::int64_t scale = scales[static_cast<std::size_t>(between(random, 0, 6))];
        const std::int64_t range = std::min(std::int64_t{1} << between(random, 0, 62), most / scale);
        const std::int64_t base = between(random, least, 0);
        const bool grows = between(random, 0, 1) != 0;
        const bool hasHoles = between(random, 0, 2) == 0;
        const auto rows = static_cast<std::uint32_t>(between(random, 1, 300));
        Numbers values = rowsOf(rows, [&](std::int64_t) { return base + scale * between(random, 0, range); });
        if (grows)
            std::sort(values.begin(), values.end());
        for (std::int64_t& value : values) {
            if (hasHoles && between(random, 0, 3) == 0)
                value = absent;
        }
        const EncodedColumn encoded = encodeNumbers(values);
        const auto decoded = decodeColumn(encoded.encoding, encoded.data, rows);
        QVERIFY2(decoded, decoded ? "" : decoded.error().message().c_str());
        QVERIFY(decoded->scale >= 1);    // scans divide by it
        Numbers expanded;
        decoded->expand(expanded);
        QCOMPARE(expanded, values);
    }
}

/// Neighbours further apart than an int64 reaches: their difference wraps around.
void ColumnTest::wideJumpsOfOneScaleComeBack()
{
    const std::int64_t scale = 1'000'000'000;
    Numbers values;
    for (std::int64_t row = 0; row < 1'000; ++row)
        values.push_back((row % 2 == 0 ? -9'000'000'000 : 9'000'000'000) * scale + row * scale);
    const EncodedColumn encoded = encodeNumbers(values);
    const auto decoded = decodeColumn(encoded.encoding, encoded.data, static_cast<std::uint32_t>(values.size()));
    QVERIFY(decoded);
    Numbers expanded;
    decoded->expand(expanded);
    QCOMPARE(expanded, values);
}

void ColumnTest::textComesBack_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("absentEach");
    QTest::newRow("one row") << 1 << 0;
    QTest::newRow("one absent row") << 1 << 1;
    QTest::newRow("a few with absent ones") << 65 << 3;
    QTest::newRow("a segment") << static_cast<int>(segmentRows) << 0;
    QTest::newRow("a segment with absent ones") << static_cast<int>(segmentRows) << 7;
    QTest::newRow("no rows") << 0 << 0;
}

void ColumnTest::textComesBack()
{
    QFETCH(int, rows);
    QFETCH(int, absentEach);
    Random random(3);
    std::vector<std::string> texts;
    for (int row = 0; row < rows; ++row)
        texts.push_back(std::string(static_cast<std::size_t>(between(random, 0, 40)), static_cast<char>(between(random, 0, 127))));
    std::vector<std::string_view> values = viewsOf(texts);
    for (std::size_t row = 0; absentEach != 0 && row < values.size(); row += static_cast<std::size_t>(absentEach))
        values[row] = {};
    const EncodedColumn encoded = encodeText(values);
    const auto decoded = decodeColumn(encoded.encoding, encoded.data, static_cast<std::uint32_t>(rows));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message().c_str());
    for (std::uint32_t row = 0; row < values.size(); ++row) {
        QCOMPARE(decoded->textAt(row), values[row]);
        QCOMPARE(decoded->textAt(row).data() == nullptr, values[row].data() == nullptr);    // "" is not absent
    }
}

namespace {

/// Small columns of every encoding, for damage.
std::vector<std::pair<const char*, std::pair<EncodedColumn, std::uint32_t>>> smallColumns()
{
    const std::vector<std::string> texts = {"/api/a", "", "/api/b?c=d", "x"};
    auto views = viewsOf(texts);
    views.push_back({});
    return {{"constant", {encodeNumbers(Numbers(100, 7)), 100}},
            {"constant with absent", {encodeNumbers({absent, 7, 7}), 3}},
            {"sequence", {encodeNumbers(rowsOf(100, [](std::int64_t row) { return row; })), 100}},
            {"narrow", {encodeNumbers(rowsOf(100, [](std::int64_t row) { return (row * 7919) % 1'000; })), 100}},
            {"narrow with absent", {encodeNumbers(rowsOf(100, [](std::int64_t row) { return row % 3 == 0 ? absent : row * row; })), 100}},
            {"delta", {encodeNumbers(rowsOf(400, [](std::int64_t row) { return row * 1'000 + row % 3; })), 400}},
            {"text", {encodeText(viewsOf(texts)), 4}},
            {"text with absent", {encodeText(views), 5}}};
}

void addSmallColumns()
{
    QTest::addColumn<int>("index");
    const auto columns = smallColumns();
    for (std::size_t index = 0; index < columns.size(); ++index)
        QTest::newRow(columns[index].first) << static_cast<int>(index);
}

}    // namespace

void ColumnTest::cutBlobsAreRefusedOrReadable_data()
{
    addSmallColumns();
}

void ColumnTest::cutBlobsAreRefusedOrReadable()
{
    QFETCH(int, index);
    const auto [encoded, rows] = smallColumns()[static_cast<std::size_t>(index)].second;
    for (std::size_t size = 0; size < encoded.data.size(); ++size) {
        const std::vector<std::byte> cut(encoded.data.begin(), encoded.data.begin() + static_cast<std::ptrdiff_t>(size));
        const auto decoded = decodeColumn(encoded.encoding, cut, rows);
        QVERIFY2(!decoded, qPrintable(QStringLiteral("cut to %1 bytes").arg(size)));
        QCOMPARE(static_cast<int>(decoded.error().kind), static_cast<int>(ErrorKind::CaseDamaged));
    }
    for (const std::uint32_t wrong : {0U, rows - 1, rows + 1, 100'000U}) {    // the segment row says another count
        const auto decoded = decodeColumn(encoded.encoding, encoded.data, wrong);
        if (decoded)
            QVERIFY(readAll(*decoded) + 1 != 0 && decoded->rows == wrong);
    }
}

void ColumnTest::flippedBlobsNeverCrash_data()
{
    addSmallColumns();
}

void ColumnTest::flippedBlobsNeverCrash()
{
    QFETCH(int, index);
    const auto [encoded, rows] = smallColumns()[static_cast<std::size_t>(index)].second;
    Random random(static_cast<std::uint64_t>(index) + 1);
    int readable = 0;
    for (int round = 0; round < 3'000; ++round) {
        std::vector<std::byte> data = encoded.data;
        for (std::int64_t flips = between(random, 1, 4); flips > 0; --flips) {
            // Half of the flips hit the header, where the lengths are.
            const auto last = static_cast<std::int64_t>(between(random, 0, 1) != 0 ? std::min<std::size_t>(data.size(), 26) : data.size()) - 1;
            data[static_cast<std::size_t>(between(random, 0, last))] ^= static_cast<std::byte>(between(random, 1, 255));
        }
        const auto encoding = static_cast<ColumnEncoding>(between(random, 0, 9) == 0 ? between(random, 0, 6)
                                                                                     : static_cast<std::int64_t>(encoded.encoding));
        const auto decoded = decodeColumn(encoding, data, rows);
        if (!decoded) {
            QCOMPARE(static_cast<int>(decoded.error().kind), static_cast<int>(ErrorKind::CaseDamaged));
            continue;
        }
        QCOMPARE(decoded->rows, rows);
        readable += readAll(*decoded) != 1 ? 1 : 0;
    }
    QVERIFY(readable < 3'000);
}

void ColumnTest::absurdHeadersNeverCrash()
{
    const auto blob = [](std::uint8_t flags, std::uint8_t width, std::int64_t base, std::int64_t scale, std::size_t payload) {
        std::vector<std::byte> data(18 + payload);
        data[0] = static_cast<std::byte>(flags);
        data[1] = static_cast<std::byte>(width);
        std::memcpy(data.data() + 2, &base, 8);
        std::memcpy(data.data() + 10, &scale, 8);
        return data;
    };
    for (int encoding = 0; encoding < 7; ++encoding) {
        for (const int width : {0, 1, 2, 3, 4, 8, 16, 64, 128, 255}) {
            for (const std::int64_t base : {std::numeric_limits<std::int64_t>::min(), least, std::int64_t{-1}, std::int64_t{0}, most}) {
                for (const std::int64_t scale : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                                                 std::int64_t{1}, std::int64_t{3}, most}) {
                    for (const std::size_t payload : {0U, 8U, 16U, 32U, 40U}) {
                        const auto decoded = decodeColumn(static_cast<ColumnEncoding>(encoding),
                                                          blob(0, static_cast<std::uint8_t>(width), base, scale, payload), 4);
                        if (decoded)
                            QCOMPARE(decoded->rows, 4U);
                        if (decoded)
                            (void)readAll(*decoded);
                    }
                }
            }
        }
    }
}

void ColumnTest::codesEqualAMap()
{
    Random random(5);
    TextCodes codes;
    std::map<std::string, std::uint32_t> reference;
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> texts;
        for (std::int64_t count = between(random, 1, TextCodes::mostAtOnce); count > 0; --count) {
            const std::int64_t number = between(random, 0, 20'000);
            texts.push_back(std::string(static_cast<std::size_t>(number % 37), 'a') + std::to_string(number));
        }
        texts.front().clear();    // "" is a text
        std::vector<std::string_view> views = viewsOf(texts);
        views.back() = views.size() > 1 ? std::string_view() : views.back();
        std::vector<std::uint32_t> found(views.size());
        codes.addAll(views, found.data());
        for (std::size_t index = 0; index < views.size(); ++index) {
            if (views[index].data() == nullptr) {
                QCOMPARE(found[index], TextCodes::none);
                continue;
            }
            const auto known = reference.emplace(std::string(views[index]), static_cast<std::uint32_t>(reference.size())).first;
            QCOMPARE(found[index], known->second);
            QCOMPARE(codes.at(found[index]), views[index]);
            QCOMPARE(codes.hashAt(found[index]), TextCodes::hashOf(views[index]));
        }
    }
    QCOMPARE(codes.size(), static_cast<std::uint32_t>(reference.size()));
    for (const auto& [text, code] : reference)
        QCOMPARE(codes.find(text, TextCodes::hashOf(text)), code);
    QCOMPARE(codes.find("not there", TextCodes::hashOf("not there")), TextCodes::none);
    QCOMPARE(TextCodes().find("empty table", 1), TextCodes::none);
}

void ColumnTest::codesAreFoundInAnotherTable()
{
    TextCodes all;
    TextCodes some;
    for (int number = 0; number < 5'000; ++number)
        all.add("/path/" + std::to_string(number));
    for (int number = 0; number < 5'000; number += 3)
        some.add("/path/" + std::to_string(number));
    std::vector<std::uint32_t> found(TextCodes::mostAtOnce);
    for (std::uint32_t first = 0; first < all.size(); first += TextCodes::mostAtOnce) {
        const std::size_t count = std::min<std::size_t>(all.size() - first, TextCodes::mostAtOnce);
        some.findAll(all, first, count, found.data());
        for (std::uint32_t index = 0; index < count; ++index)
            QCOMPARE(found[index], (first + index) % 3 == 0 ? (first + index) / 3 : TextCodes::none);
    }
    TextCodes().findAll(all, 0, 10, found.data());
    QVERIFY(std::all_of(found.begin(), found.begin() + 10, [](std::uint32_t code) { return code == TextCodes::none; }));
}

void ColumnTest::hashesOfSimilarTextsDiffer_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("short") << QStringLiteral("%1");
    QTest::newRow("path") << QStringLiteral("/api/models/%1");
    QTest::newRow("inside") << QStringLiteral("/api/models/%1/revision/main");
    QTest::newRow("address") << QStringLiteral("2001:db8::%1");
    QTest::newRow("long tail") << QStringLiteral("/a/very/long/path/whose/end/never/changes/at/all/%1/whose/end/never/changes/at/all");
}

/// Slots are chosen by the low bits and told apart by the high half: both must spread like random numbers.
void ColumnTest::hashesOfSimilarTextsDiffer()
{
    QFETCH(QString, pattern);
    constexpr std::size_t count = 100'000;
    constexpr std::size_t slotCount = 262'144;
    std::set<std::uint64_t> whole;
    std::vector<int> lowBits(slotCount);
    std::set<std::uint32_t> tags;
    for (std::size_t number = 0; number < count; ++number) {
        const std::uint64_t hash = TextCodes::hashOf(pattern.arg(number).toStdString());
        whole.insert(hash);
        tags.insert(static_cast<std::uint32_t>(hash >> 32U));
        ++lowBits[hash % slotCount];
    }
    QCOMPARE(whole.size(), count);
    QVERIFY2(tags.size() > count - 20, qPrintable(QString::number(tags.size())));    // 1.2 doubles are expected
    const auto used = static_cast<std::size_t>(std::count_if(lowBits.begin(), lowBits.end(), [](int hits) { return hits != 0; }));
    // Random numbers use slotCount * (1 - e^(-count / slotCount)) = 83,100 of them.
    QVERIFY2(used > 80'000, qPrintable(QString::number(used)));
    QVERIFY2(*std::max_element(lowBits.begin(), lowBits.end()) < 12, qPrintable(QString::number(*std::max_element(lowBits.begin(), lowBits.end()))));
}

void ColumnTest::timeChecksSurviveAbsurdTimes()
{
    TimeChecks checks;
    const std::array<std::int64_t, 8> times = {0, most, least, most, least, least, most, 0};
    for (std::size_t line = 0; line < times.size(); ++line)
        checks.observe(times[line], line + 1);
    const auto issues = checks.issues();
    QVERIFY(!issues.empty());
    QCOMPARE(issues.front().code, std::string("time-goes-backwards"));
    QCOMPARE(issues.front().line, std::uint64_t{3});
}

void ColumnTest::timeChecksNameGapsAndJumps()
{
    TimeChecks checks;
    const std::int64_t second = 1'000'000'000;
    std::int64_t time = 1'713'900'000 * second;
    for (std::uint64_t line = 1; line <= 1'000; ++line) {
        time += second;
        time += line == 500 ? 3'600 * second : 0;
        time -= line == 700 ? 10 * second : 0;
        checks.observe(time, line);
    }
    const auto issues = checks.issues();
    QCOMPARE(issues.size(), std::size_t{2});
    QCOMPARE(issues[0].code, std::string("time-goes-backwards"));
    QCOMPARE(issues[0].line, std::uint64_t{700});
    QCOMPARE(issues[1].code, std::string("gap"));
    QCOMPARE(issues[1].line, std::uint64_t{500});
    QVERIFY2(issues[1].reason.find("2024-04-23") != std::string::npos, issues[1].reason.c_str());
}

QTEST_GUILESS_MAIN(ColumnTest)
#include "column_test.moc"
