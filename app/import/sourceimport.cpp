#include "app/import/sourceimport.h"

#include "app/base/parallel.h"
#include "app/base/text.h"
#include "app/import/chunkreader.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t chunkBytes = std::size_t{8} << 20;
constexpr std::size_t largestDocument = std::size_t{256} << 20;

struct ChunkItem final : PipelineItem {
    LineChunk chunk;
    RecordBatch batch;
    std::uint64_t lines = 0;
};

/// What the readers' time resolvers noticed, added up.
class NoticedTimes {
public:
    void add(const RecordReader& reader)
    {
        const TimeResolver* resolver = reader.timeResolver();
        if (resolver == nullptr)
            return;
        const TimeResolver::Noticed& other = resolver->noticed();
        m_sum.assumedYear += other.assumedYear;
        m_sum.gaps += other.gaps;
        m_sum.overlaps += other.overlaps;
        m_sum.weekdayConflicts += other.weekdayConflicts;
        m_sum.zoneWordsAmbiguous += other.zoneWordsAmbiguous;
        m_sum.yearRollovers += other.yearRollovers;
        if (m_sum.firstWeekdayConflict.empty())
            m_sum.firstWeekdayConflict = other.firstWeekdayConflict;
        if (m_sum.zoneWord.empty())
            m_sum.zoneWord = other.zoneWord;
    }

    Result<void> report(ImportWriter& writer, const std::string& zone) const
    {
        const auto times = [](std::uint64_t count) { return std::to_string(count) + (count == 1 ? " time" : " times"); };
        const std::array<std::pair<std::uint64_t, Issue>, 5> rows = {{
            {m_sum.assumedYear,
             issue("year-assumed", times(m_sum.assumedYear) + " carried no year; it was taken from the file's date or the year stated"
                       + (m_sum.yearRollovers != 0 ? ", and December followed by January starts a new one" : "")
                       + ". Import again with --year when it is wrong")},
            {m_sum.gaps, issue("time-in-gap", times(m_sum.gaps) + " did not exist in " + zone
                                   + " (clocks went forward); read with the offset from before")},
            {m_sum.overlaps, issue("time-twice", times(m_sum.overlaps) + " happened twice in " + zone
                                       + " (clocks went back); read as the first of the two")},
            {m_sum.weekdayConflicts, issue("weekday-contradicts-date", m_sum.firstWeekdayConflict)},
            {m_sum.zoneWordsAmbiguous,
             issue("zone-word-ambiguous", times(m_sum.zoneWordsAmbiguous) + " carried the zone word '" + m_sum.zoneWord
                       + "', which has several meanings or none; read in " + zone)},
        }};
        for (const auto& [count, row] : rows) {
            if (count == 0)
                continue;
            if (auto done = writer.addIssue(row); !done)
                return done;
        }
        return {};
    }

private:
    static Issue issue(std::string code, std::string reason)
    {
        Issue row;
        row.code = std::move(code);
        row.reason = std::move(reason);
        return row;
    }
    TimeResolver::Noticed m_sum;
};

/// The state of one source being read.
class SourceReading {
public:
    SourceReading(Input& input, const SourceProbe& probe, const SourcePlan& plan, const ImportRequest& request, ImportWriter& writer,
                  const TaskControl& control)
        : m_input(input), m_probe(probe), m_plan(plan), m_request(request), m_writer(writer), m_control(control), m_pool(chunkBytes)
    {
    }

    Result<void> run();

private:
    std::unique_ptr<ChunkReader> openReader();
    Result<void> readLines();
    Result<void> readDocument();
    Result<void> finishReaders();
    Result<void> append(RecordBatch& batch, std::uint64_t lineBase);
    void report(std::uint64_t fileBytesRead);
    Error interrupted() const;

    Input& m_input;
    const SourceProbe& m_probe;
    const SourcePlan& m_plan;
    const ImportRequest& m_request;
    ImportWriter& m_writer;
    const TaskControl& m_control;
    BufferPool m_pool;
    std::vector<std::unique_ptr<ChunkReader>> m_readers;
    std::optional<Error> m_error;
};

Error SourceReading::interrupted() const
{
    return {ErrorKind::Interrupted, "The import of " + withVisibleControls(m_input.path()) + " was stopped",
            "Nothing of it is in the case", {}};
}

std::unique_ptr<ChunkReader> SourceReading::openReader()
{
    ReaderContext context;
    context.options = m_request.options;
    context.time = m_plan.time;
    context.head = m_probe.head();
    context.formats = m_plan.formats;
    return std::make_unique<ChunkReader>(m_plan.importer->open(context), m_plan.time.zone, m_probe.wrappers(), m_request.keepRaw);
}

void SourceReading::report(std::uint64_t fileBytesRead)
{
    m_control.report({m_input.path(), fileBytesRead, m_input.fileBytes(), m_writer.source().records});
}

Result<void> SourceReading::readLines()
{
    const bool inOrder = m_plan.importer->info().framing == Framing::OrderedLines || !m_probe.wrappers().empty();
    const unsigned workers = inOrder ? 1 : workerCount();
    for (unsigned worker = 0; worker < workers; ++worker)
        m_readers.push_back(openReader());
    LineChunks chunks(m_input, m_probe.bytes(), m_pool);
    std::uint64_t linesRead = 0;    // by the only worker, when in order
    std::uint64_t lineBase = 0;

    OrderedPipeline pipeline;
    pipeline.workers = workers;
    pipeline.produce = [&]() -> std::unique_ptr<PipelineItem> {
        if (m_control.stopRequested())
            return nullptr;
        auto chunk = chunks.next();
        if (!chunk)
            return nullptr;
        auto item = std::make_unique<ChunkItem>();
        item->chunk = std::move(*chunk);
        return item;
    };
    pipeline.transform = [&](PipelineItem& base, unsigned worker) {
        auto& item = static_cast<ChunkItem&>(base);
        if (!m_control.stopRequested())
            item.lines = m_readers[worker]->read(item.chunk, inOrder ? linesRead : 0, item.batch);
        linesRead += inOrder ? item.lines : 0;
        m_pool.giveBack(std::move(item.chunk.buffer));
    };
    pipeline.consume = [&](PipelineItem& base) {
        auto& item = static_cast<ChunkItem&>(base);
        if (m_control.stopRequested())
            m_error = interrupted();
        else if (auto done = m_writer.append(item.batch, inOrder ? 0 : lineBase); !done)
            m_error = done.error();
        else if (item.chunk.error)
            m_error = item.chunk.error;
        lineBase += item.lines;
        report(item.chunk.fileBytesRead);
        return !m_error;
    };
    runOrderedPipeline(pipeline);
    if (!m_error && m_control.stopRequested())
        m_error = interrupted();
    if (m_error)
        return *m_error;
    return finishReaders();
}

Result<void> SourceReading::finishReaders()
{
    for (const auto& reader : m_readers) {
        RecordBatch batch;
        reader->finish(batch);
        if (auto done = m_writer.append(batch, 0); !done)
            return done;
    }
    return {};
}

Result<void> SourceReading::readDocument()
{
    std::string text = m_probe.bytes();
    const BufferPool::Buffer buffer = m_pool.take();
    while (true) {
        const auto read = m_input.read(buffer.get(), m_pool.size());
        if (!read)
            return read.error();
        if (*read == 0)
            break;
        if (m_control.stopRequested())
            return interrupted();
        text.append(buffer.get(), *read);
        report(m_input.fileBytesRead());
        if (text.size() > largestDocument) {
            return Error{ErrorKind::InputUnreadable, "Cannot import " + withVisibleControls(m_input.path()),
                         "A document of this format may have at most " + formatBytes(static_cast<double>(largestDocument)),
                         "Export a shorter range or fewer series"};
        }
    }
    m_readers.push_back(openReader());
    RecordBatch batch;
    m_readers.front()->readDocument(text, batch);
    if (m_control.stopRequested())
        return interrupted();
    return m_writer.append(batch, 0);
}

Result<void> SourceReading::run()
{
    auto done = m_plan.importer->info().framing == Framing::Document ? readDocument() : readLines();
    if (!done)
        return done;
    NoticedTimes noticed;
    std::uint64_t invalid = 0;
    for (const auto& reader : m_readers) {
        noticed.add(reader->reader());
        invalid += reader->invalidLines();
    }
    if (auto reported = noticed.report(m_writer, m_plan.time.zone.name()); !reported)
        return reported;
    if (invalid == 0)
        return {};
    Issue issue;
    issue.code = "invalid-utf-8";
    issue.reason = std::to_string(invalid) + (invalid == 1 ? " line is" : " lines are")
        + " not valid UTF-8; bad bytes read as U+FFFD, the untouched bytes are kept";
    return m_writer.addIssue(issue);
}

}    // namespace

Result<void> readSource(Input& input, const SourceProbe& probe, const SourcePlan& plan, const ImportRequest& request,
                        ImportWriter& writer, const TaskControl& control)
{
    return SourceReading(input, probe, plan, request, writer, control).run();
}

}    // namespace faultline
