// Samples cut short, with flipped bits and with random damage: an importer may reject, it must not crash, hang, or lose a line.
// FAULTLINE_FAMILY=requests (operations, loglines, metrics, events, timelines) takes the samples of one family only, so that the
// families run beside each other.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "importers/events/eventimporters.h"
#include "importers/loglines/loglineimporters.h"
#include "importers/metrics/genericcsv.h"
#include "importers/metrics/metricimporters.h"
#include "importers/operations/operationimporters.h"
#include "importers/requests/requestimporters.h"
#include "importers/timelines/timelineimporters.h"
#include "tests/importers/samplefiles.h"
#include "tests/support/collectingsink.h"

#include <QTest>

#include <random>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::size_t cutEachByteUpTo = 8 * 1024;
constexpr std::size_t flipEachBitUpTo = 1024;
constexpr std::size_t flipOneBitUpTo = 4 * 1024;    // of each byte, another one each time
constexpr int randomDamages = 300;

/// Counts doors and touches every byte of every record, keeps nothing: thousands of readings stay cheap.
class CountingSink final : public RecordSink {
public:
    std::uint64_t lines = 0, recordLines = 0, skipped = 0, rejected = 0;
    std::uint64_t touched = 0, calls = 0;

    void begin(std::uint64_t number)
    {
        m_line = number;
        m_door = Door::None;
        m_owner = 0;
        m_ownRejects = 0;
        ++lines;
    }
    void end()
    {
        if (m_door == Door::Record)
            ++recordLines;
        else if (m_door == Door::Skip)
            ++skipped;
        else
            ++rejected;
    }

    void request(const Request& r) override
    {
        for (const std::string_view text : {r.method, r.path, r.query, r.protocol, r.host, r.clientIp, r.user, r.userAgent,
                                            r.referer, r.upstreamAddr, r.terminationFlags, r.traceId, r.rest})
            touch(text);
        record();
    }
    void operation(const Operation& r) override
    {
        for (const std::string_view text : {r.op, r.target, r.shapeHash, r.plan, r.app, r.client, r.text})
            touch(text);
        record();
    }
    void logLine(const LogLine& r) override
    {
        for (const std::string_view text : {r.component, r.text, r.host, r.process, r.thread, r.user, r.clientIp, r.traceId, r.rest})
            touch(text);
        record();
    }
    void event(Event e) override
    {
        for (const std::string& text : {e.title, e.body, e.actor, e.service, e.environment, e.link})
            touch(text);
        emptyTitle = emptyTitle || e.title.empty() || e.kind.empty();
        record();
    }
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind) override
    {
        touch(name);
        touch(unit);
        for (const auto& [key, value] : labels) {
            touch(key);
            touch(value);
        }
        return m_series++;
    }
    void sample(SeriesHandle handle, const RecordTime&, double) override
    {
        unknownSeries = unknownSeries || handle >= m_series;
        record();
    }
    void reject(std::string_view code, std::string_view reason) override
    {
        emptyReason = emptyReason || code.empty() || reason.empty();
        touch(reason);
        m_door = Door::Reject;
        ++calls;
        rejectedTwice = rejectedTwice || (m_line > 0 && m_owner == 0 && ++m_ownRejects > 1);
    }
    void skip() override { use(Door::Skip); }
    void continuation() override { use(Door::Record); }
    void issue(std::string_view, std::string_view text) override
    {
        touch(text);
        ++calls;
    }
    std::uint64_t lineNumber() const override { return m_line; }
    void recordsBelongTo(std::uint64_t line) override
    {
        futureOwner = futureOwner || line > m_line;
        m_owner = line;
    }

    bool unknownSeries = false, emptyReason = false, futureOwner = false, emptyTitle = false, rejectedTwice = false;

private:
    enum class Door { None, Record, Skip, Reject };
    void touch(std::string_view text)
    {
        for (const char c : text)
            touched += static_cast<unsigned char>(c);
    }
    void record()
    {
        ++calls;
        if (m_owner == 0)
            m_door = Door::Record;
    }
    void use(Door door)
    {
        ++calls;
        if (m_door == Door::None)
            m_door = door;
    }

    SeriesHandle m_series = 0;
    std::uint64_t m_line = 0, m_owner = 0, m_ownRejects = 0;
    Door m_door = Door::None;
};

/// The samples of the family that the environment names; all of them when it names none.
std::vector<SampleFile> chosen(std::vector<SampleFile> files)
{
    ImporterList list;
    const QByteArray family = qgetenv("FAULTLINE_FAMILY");
    const std::pair<const char*, void (*)(ImporterList&)> families[] = {
        {"requests", addRequestImporters}, {"operations", addOperationImporters}, {"loglines", addLoglineImporters},
        {"metrics", addMetricImporters},   {"events", addEventImporters},         {"timelines", addTimelineImporters},
    };
    for (const auto& [name, add] : families) {
        if (family == name)
            add(list);
    }
    if (family == "metrics")
        list.push_back(std::make_unique<GenericCsv>());
    const ImporterRegistry registry(std::move(list));
    if (!family.isEmpty())
        std::erase_if(files, [&registry](const SampleFile& file) { return registry.find(file.format.toStdString()) == nullptr; });
    return files;
}

struct Reading {
    const Importer& importer;
    const ImportOptions& options;
    std::string_view fileName;
};

/// What is wrong with reading `text`, or nothing. The text is copied to its exact size so that a read past its end is seen by
/// AddressSanitizer.
QString faultOf(const Reading& reading, std::string_view text)
{
    const std::vector<char> exact(text.begin(), text.end());
    ReaderContext context;
    context.options = reading.options;
    context.head = headOf({exact.data(), exact.size()}, reading.fileName);
    if (reading.options.zone)
        context.time.zone = *reading.options.zone;
    context.time.year = reading.options.year;
    CountingSink sink;
    const auto reader = reading.importer.open(context);
    if (!reader)
        return QStringLiteral("open() gave no reader");
    if (reading.importer.info().framing == Framing::Document) {
        reader->document(context.head.text, sink);
        reader->finish(sink);
        if (sink.calls == 0 && !text.empty())
            return QStringLiteral("a document made nothing and gave no reason");
    } else {
        std::uint64_t number = 0;
        for (const std::string_view line : context.head.lines) {
            sink.begin(++number);
            reader->line(line, sink);
            sink.end();
        }
        reader->finish(sink);
        if (sink.lines != sink.recordLines + sink.skipped + sink.rejected)
            return QStringLiteral("lines are lost");
    }
    if (sink.unknownSeries)
        return QStringLiteral("a sample of a series that does not exist");
    if (sink.emptyReason)
        return QStringLiteral("a rejection without code or reason");
    if (sink.rejectedTwice)
        return QStringLiteral("a line is rejected twice");
    if (sink.emptyTitle)
        return QStringLiteral("an event without title or kind");
    if (sink.futureOwner)
        return QStringLiteral("a record of a line that was not read yet");
    return {};
}

}    // namespace

class DamageTest : public QObject {
    Q_OBJECT

private slots:
    void aFindingOfTheFuzzerStaysFixed_data() { addFiles(m_damaged); }
    void aFindingOfTheFuzzerStaysFixed();
    void aSampleCutAnywhereIsReadOrRejected_data() { addFiles(m_samples); }
    void aSampleCutAnywhereIsReadOrRejected();
    void aFlippedBitIsReadOrRejected_data() { addFiles(m_samples); }
    void aFlippedBitIsReadOrRejected();
    void randomDamageIsReadOrRejected_data() { addFiles(m_samples); }
    void randomDamageIsReadOrRejected();
    void everyDetectorSurvivesEveryDamagedSample_data() { addFiles(m_samples); }
    void everyDetectorSurvivesEveryDamagedSample();

private:
    static void addFiles(const std::vector<SampleFile>& files);
    struct Loaded {
        const Importer* importer;
        std::string fileName, content;
        ImportOptions options;
    };
    std::optional<Loaded> load(int index) const { return load(m_samples, index); }
    std::optional<Loaded> load(const std::vector<SampleFile>& files, int index) const;

    ImporterRegistry m_registry{builtinImporters()};
    std::vector<SampleFile> m_samples = chosen(sampleFiles());
    std::vector<SampleFile> m_damaged = chosen(sampleFiles(QStringLiteral("damaged")));
};

void DamageTest::addFiles(const std::vector<SampleFile>& files)
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < files.size(); ++i)
        QTest::newRow(qPrintable(files[i].format + QLatin1Char('/') + files[i].name)) << static_cast<int>(i);
    if (files.empty())
        QTest::newRow("no samples") << -1;
}

std::optional<DamageTest::Loaded> DamageTest::load(const std::vector<SampleFile>& files, int index) const
{
    if (index < 0)
        return std::nullopt;
    const SampleFile& sample = files[static_cast<std::size_t>(index)];
    const Importer* importer = m_registry.find(sample.format.toStdString());
    if (importer == nullptr)
        return std::nullopt;
    return Loaded{importer, sample.name.toStdString(), contentOf(sample.path).toStdString(), optionsOf(sample)};
}

void DamageTest::aFindingOfTheFuzzerStaysFixed()
{
    QFETCH(int, index);
    if (index < 0)
        QSKIP("none in this family");
    const auto file = load(m_damaged, index);
    QVERIFY2(file, "no importer has the name of the folder");
    const QString fault = faultOf({*file->importer, file->options, file->fileName}, file->content);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void DamageTest::aSampleCutAnywhereIsReadOrRejected()
{
    QFETCH(int, index);
    const auto sample = load(index);
    if (!sample)
        QSKIP("no sample or no importer");
    const Reading reading{*sample->importer, sample->options, sample->fileName};
    const std::string_view content = sample->content;
    // A cut inside a large file only matters in its first bytes and its last line, so larger samples are cut there.
    const std::size_t most = std::min(content.size(), cutEachByteUpTo);
    for (std::size_t length = 0; length <= most; ++length) {
        const QString fault = faultOf(reading, content.substr(0, length));
        QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("cut after %1 bytes: %2").arg(length).arg(fault)));
    }
}

void DamageTest::aFlippedBitIsReadOrRejected()
{
    QFETCH(int, index);
    const auto sample = load(index);
    if (!sample)
        QSKIP("no sample or no importer");
    const Reading reading{*sample->importer, sample->options, sample->fileName};
    std::string damaged = sample->content.substr(0, flipOneBitUpTo);
    for (std::size_t bit = 0; bit < damaged.size() * 8; bit += bit < flipEachBitUpTo * 8 ? 1U : 9U) {
        const auto flipped = static_cast<char>(1U << (bit % 8));
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ flipped);
        const QString fault = faultOf(reading, damaged);
        QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("bit %1: %2").arg(bit).arg(fault)));
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ flipped);
    }
}

void DamageTest::randomDamageIsReadOrRejected()
{
    QFETCH(int, index);
    const auto sample = load(index);
    if (!sample || sample->content.empty())
        QSKIP("no sample or no importer");
    const Reading reading{*sample->importer, sample->options, sample->fileName};
    // Bytes that mean something to some parser; plain random bytes rarely reach the deep branches.
    static constexpr char text[] = "\"\\[]{}(),:;|-+.0919eE\0\t\r\n\x1b\xff\xc3 %$#=/T";
    constexpr std::string_view loaded(text, sizeof text - 1);
    std::mt19937 random(20240423);
    for (int round = 0; round < randomDamages; ++round) {
        std::string damaged = sample->content;
        const unsigned hits = 1 + random() % 8;
        for (unsigned hit = 0; hit < hits && !damaged.empty(); ++hit) {
            const std::size_t at = random() % damaged.size();
            const std::size_t length = random() % 24;
            switch (random() % 5) {
            case 0: damaged[at] = loaded[random() % loaded.size()]; break;
            case 1: damaged.erase(at, length); break;
            case 2: damaged.insert(at, damaged.substr(random() % damaged.size(), length)); break;
            case 3: damaged.insert(at, std::string(length, "0919\"-[\\"[random() % 8])); break;
            default: damaged[at] = static_cast<char>(random() % 256); break;
            }
        }
        const QString fault = faultOf(reading, damaged);
        QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(fault)));
    }
}

void DamageTest::everyDetectorSurvivesEveryDamagedSample()
{
    QFETCH(int, index);
    const auto sample = load(index);
    if (!sample)
        QSKIP("no sample or no importer");
    std::mt19937 random(20230511);
    for (int round = 0; round < 40; ++round) {
        std::string damaged = sample->content.substr(0, random() % (sample->content.size() + 1));
        if (!damaged.empty() && round % 2 == 0)
            damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
        for (const Candidate& candidate : m_registry.detect(headOf(damaged, sample->fileName))) {
            const int confidence = candidate.detection.confidence;
            QVERIFY2(confidence > 0 && confidence <= 100, "a confidence outside 1..100");
            QVERIFY2(!candidate.detection.reason.empty(), "a candidate without a reason");
        }
    }
}

QTEST_GUILESS_MAIN(DamageTest)
#include "damage_test.moc"
