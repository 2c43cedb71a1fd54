#include "app/import/importpreview.h"

#include "app/base/text.h"
#include "app/import/input.h"
#include "app/import/linewrapper.h"
#include "app/import/previewsink.h"
#include "app/import/sourceimport.h"
#include "app/import/sourceprobe.h"

#include <algorithm>
#include <system_error>

#include <filesystem>

namespace faultline {

namespace {

constexpr std::size_t largestDocument = std::size_t{16} << 20;    // longer ones are understood when they are imported
constexpr std::size_t linesShown = 8;
constexpr std::size_t bytesForEstimate = std::size_t{4} << 20;

/// Reading one source's beginning into its preview.
class Previewer {
public:
    Previewer(const ImporterRegistry& registry, const PreviewRequest& request, const TaskControl& control)
        : m_registry(registry), m_request(request), m_control(control)
    {
    }

    SourcePreview read(Input& input, const std::string& file) const;
    const Source* sameAs(const std::string& file) const;

private:
    void understand(Input& input, const SourceProbe& probe, const SourcePlan& plan, SourcePreview& preview) const;
    bool readDocument(Input& input, const SourceProbe& probe, RecordReader& reader, PreviewSink& sink, SourcePreview& preview) const;
    std::uint64_t estimateOf(Input& input, const SourceProbe& probe, std::uint64_t records) const;
    void readLines(const SourceProbe& probe, RecordReader& reader, PreviewSink& sink, SourcePreview& preview) const;

    const ImporterRegistry& m_registry;
    const PreviewRequest& m_request;
    const TaskControl& m_control;
};

/// Only a file of the same size is read for its hash.
const Source* Previewer::sameAs(const std::string& file) const
{
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    std::optional<std::string> hash;
    for (const Source& source : m_request.known) {
        if (error || source.bytes != bytes || source.path.find('!') != std::string::npos)
            continue;
        if (!hash) {
            const auto computed = sha256OfFile(file, m_control);
            if (!computed)
                return nullptr;
            hash = *computed;
        }
        if (*hash == source.sha256)
            return &source;
    }
    return nullptr;
}

void Previewer::readLines(const SourceProbe& probe, RecordReader& reader, PreviewSink& sink, SourcePreview& preview) const
{
    const SourceHead head = probe.head();
    std::uint64_t number = 0;
    for (std::size_t index = 0; index < head.headLines; ++index) {
        if (index % 256 == 0 && m_control.stopRequested())
            return;
        sink.beginLine(++number, head.lines[index]);
        reader.line(head.lines[index], sink);
        sink.endLine();
    }
    sink.beginLine(number, {});
    if (head.complete)
        reader.finish(sink);
    preview.isComplete = head.complete;
}

bool Previewer::readDocument(Input& input, const SourceProbe& probe, RecordReader& reader, PreviewSink& sink,
                             SourcePreview& preview) const
{
    std::string text = probe.bytes();
    std::string more(std::size_t{1} << 20, '\0');
    while (!probe.head().complete) {
        const auto read = input.read(more.data(), more.size());
        if (!read || m_control.stopRequested())
            return false;
        if (*read == 0)
            break;
        text.append(more.data(), *read);
        if (text.size() > largestDocument)
            return false;
    }
    const std::string decoded = sanitizedUtf8(text);
    sink.beginLine(0, {});
    reader.document(decoded, sink);
    reader.finish(sink);
    preview.isComplete = true;
    return true;
}

void Previewer::understand(Input& input, const SourceProbe& probe, const SourcePlan& plan, SourcePreview& preview) const
{
    preview.importer = plan.importer;
    preview.anchor = plan.source.anchor;
    preview.anchorBasis = plan.source.anchorBasis;
    preview.anchorReason = plan.detection.anchorReason;
    preview.zone = plan.source.zone;
    preview.zoneBasis = plan.source.zoneBasis;
    preview.columns = plan.importer->columns(probe.head(), m_request.options);
    ReaderContext context{m_request.options, plan.time, probe.head(), plan.formats};
    const auto reader = plan.importer->open(context);
    PreviewSink sink(preview, m_request.rows);
    if (plan.importer->info().framing == Framing::Document)
        readDocument(input, probe, *reader, sink, preview);
    else
        readLines(probe, *reader, sink, preview);
    if (const TimeResolver* resolver = reader->timeResolver()) {
        preview.timesWithoutYear = m_request.options.year ? 0 : resolver->noticed().assumedYear;
        if (resolver->noticed().weekdayConflicts != 0)
            sink.issue("weekday-contradicts-date", resolver->noticed().firstWeekdayConflict);
        if (resolver->noticed().zoneWordsAmbiguous != 0)
            sink.issue("zone-word-ambiguous", "The zone word '" + resolver->noticed().zoneWord + "' has several meanings or none");
    }
    if (sink.recordsWithBasis(TimeBasis::SourceZone) == 0 && preview.records != 0) {
        preview.zone = TimeZone::utc().name();
        preview.zoneBasis = sink.recordsWithBasis(TimeBasis::Specification) != 0 ? Basis::Specification : Basis::Proven;
    }
    preview.estimatedRecords = preview.isComplete ? preview.records : estimateOf(input, probe, preview.records);
}

/// Some more is unpacked: a packed file says little about its length before.
std::uint64_t Previewer::estimateOf(Input& input, const SourceProbe& probe, std::uint64_t records) const
{
    std::string more(std::size_t{1} << 20, '\0');
    std::size_t unpacked = probe.bytes().size();
    bool isWhole = false;
    while (unpacked < bytesForEstimate && !isWhole && !m_control.stopRequested()) {
        const auto read = input.read(more.data(), more.size());
        isWhole = !read || *read == 0;
        unpacked += read ? *read : 0;
    }
    const auto fileRead = static_cast<double>(std::max<std::uint64_t>(input.fileBytesRead(), 1));
    const double whole = isWhole ? 1 : std::max(1.0, static_cast<double>(input.fileBytes()) / fileRead);
    const double perByte = static_cast<double>(records) / static_cast<double>(std::max<std::size_t>(probe.head().text.size(), 1));
    return static_cast<std::uint64_t>(perByte * static_cast<double>(unpacked) * whole);
}

SourcePreview Previewer::read(Input& input, const std::string& file) const
{
    SourcePreview preview;
    preview.path = input.path();
    preview.file = file;
    const auto probe = SourceProbe::read(input, m_registry);
    if (!probe) {
        preview.error = probe.error();
        return preview;
    }
    if (probe->bytes().empty()) {
        preview.error = Error{ErrorKind::InputUnreadable, "Cannot import " + withVisibleControls(input.path()), "It is empty",
                              "Check how it was exported"};
        return preview;
    }
    preview.candidates = probe->candidates();
    preview.wrapper = probe->wrapperText(input);
    const SourceHead head = probe->head();
    for (std::size_t index = 0; index < std::min(head.headLines, linesShown); ++index)
        preview.firstLines += shortened(withVisibleControls(head.lines[index].substr(0, 2'000)), 2'000) + '\n';
    ImportRequest request;
    request.options = m_request.options;
    request.format = m_request.format;
    const auto plan = planSource(input, *probe, m_registry, request, m_request.caseZone);
    if (!plan)
        preview.error = plan.error();
    else
        understand(input, *probe, *plan, preview);
    return preview;
}

}    // namespace

std::vector<SourcePreview> previewSources(const ImporterRegistry& registry, const PreviewRequest& request, const TaskControl& control)
{
    std::vector<SourcePreview> previews;
    const Previewer previewer(registry, request, control);
    const std::vector<std::string> files = expandPaths(request.paths);
    for (std::size_t index = 0; index < files.size() && !control.stopRequested(); ++index) {
        const std::string& file = files[index];
        control.report({file, index, files.size(), 0});
        const Error enough{ErrorKind::Interrupted, {}, {}, {}};
        const std::size_t before = previews.size();
        const auto visited = visitInputs(file, {}, [&](Input& input) -> Result<void> {
            if (control.stopRequested())
                return enough;
            if (!request.only.empty() && input.path() != request.only)
                return {};
            previews.push_back(previewer.read(input, file));
            return request.only.empty() ? Result<void>() : enough;
        });
        if (!visited && previews.size() == before && !control.stopRequested()) {
            SourcePreview failed;
            failed.path = failed.file = file;
            failed.error = visited.error();
            previews.push_back(std::move(failed));
        }
        const bool isWhole = previews.size() == before + 1 && previews.back().path == file && !previews.back().error;
        const Source* same = isWhole && !request.known.empty() ? previewer.sameAs(file) : nullptr;
        if (same) {
            previews.back().sameAs = same->name;
            previews.back().sameAsId = same->id;
        }
    }
    return previews;
}

}    // namespace faultline
