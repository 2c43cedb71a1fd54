// How fast one core reads each format, into a sink that keeps nothing; one table row a file.
//   importers_bench [--megabytes N] [--rounds N] [--format ID]... [FILE...]
// Without files: the samples of tests/importers/samples, repeated. A file's format is detected unless one --format names it.
// Time is processor time of the thread, the least of the rounds; cutting into lines and opening the reader are not in it.

#include "app/base/text.h"
#include "app/import/importerregistry.h"
#include "app/import/input.h"
#include "app/import/sourceprobe.h"
#include "importers/builtinimporters.h"
#include "tests/bench/nullsink.h"
#include "tests/importers/samplefiles.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>

using namespace faultline;

namespace {

struct Choices {
    std::size_t bytes = std::size_t{64} << 20;
    int rounds = 3;
    std::vector<std::string> formats;
    std::vector<std::string> files;
};

double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Result<std::string> readAll(Input& input, std::string text)
{
    constexpr std::size_t piece = std::size_t{1} << 20;
    while (true) {
        const std::size_t filled = text.size();
        text.resize(filled + piece);
        const auto read = input.read(text.data() + filled, piece);
        if (!read)
            return read.error();
        text.resize(filled + *read);
        if (*read == 0)
            return text;
    }
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void readLines(RecordReader& reader, const std::vector<std::string_view>& lines, const std::vector<LineWrapper>& wrappers, RecordSink& sink)
{
    LineUnwrapper unwrapper(wrappers);
    for (const std::string_view line : lines) {
        std::string_view inner = line;
        if (wrappers.empty() || unwrapper.unwrap(line, inner) != LineUnwrapper::Outcome::Partial)
            reader.line(inner, sink);
    }
    reader.finish(sink);
}

struct Measured {
    double seconds = std::numeric_limits<double>::max();
    std::size_t bytes = 0;
    std::uint64_t records = 0;
    std::uint64_t refused = 0;
};

/// `text` is read whole, as often as it takes to fill the bytes.
Measured measured(const Importer& importer, const ReaderContext& context, const std::vector<LineWrapper>& wrappers, std::string text,
                  const Choices& choices)
{
    if (!text.ends_with('\n'))
        text += '\n';
    const bool isDocument = importer.info().framing == Framing::Document;
    const std::size_t times = std::max<std::size_t>(1, choices.bytes / text.size());
    std::string repeated;
    for (std::size_t time = 0; !isDocument && time < times; ++time)
        repeated += text;
    const std::vector<std::string_view> lines = linesOf(repeated);
    Measured result;
    for (int round = 0; round < choices.rounds; ++round) {
        bench::NullSink sink;
        auto reader = importer.open(context);
        const double begin = threadSeconds();
        if (!isDocument)
            readLines(*reader, lines, wrappers, sink);
        for (std::size_t time = 0; isDocument && time < times; ++time) {
            reader = importer.open(context);
            reader->document(text, sink);
            reader->finish(sink);
        }
        result.seconds = std::min(result.seconds, threadSeconds() - begin);
        result.records = sink.records;
        result.refused = sink.refused;
    }
    result.bytes = text.size() * times;
    return result;
}

Result<void> measureInput(Input& input, const ImporterRegistry& registry, std::string_view format, const ImportOptions& options,
                          const Choices& choices)
{
    const auto probe = SourceProbe::read(input, registry);
    if (!probe)
        return probe.error();
    const Importer* importer = registry.find(format);
    if (importer == nullptr && !probe->candidates().empty())
        importer = probe->candidates().front().importer;
    if (importer == nullptr)
        return Error{ErrorKind::InputUnreadable, input.path() + " is of no known format", {}, {}};
    auto text = readAll(input, probe->bytes());
    if (!text)
        return text.error();
    ReaderContext context;
    context.options = options;
    context.time.zone = options.zone.value_or(TimeZone());
    context.time.year = options.year;
    if (const auto modified = input.modifiedNs())
        context.time.reference = timestampFrom(*modified);
    context.head = probe->head();
    context.formats = &registry;
    const Measured m = measured(*importer, context, probe->wrappers(), sanitizedUtf8(*text), choices);
    const std::string wrapper = probe->wrapperText(input);
    std::printf("| %s%s%s | %s | %.1f | %llu | %llu | %.3f | %.0f |\n", std::string(importer->info().id).c_str(), wrapper.empty() ? "" : " in ",
                wrapper.c_str(), input.path().substr(input.path().rfind('/') + 1).c_str(), static_cast<double>(m.bytes) / 1e6,
                static_cast<unsigned long long>(m.records), static_cast<unsigned long long>(m.refused), m.seconds,
                static_cast<double>(m.bytes) / 1e6 / m.seconds);
    std::fflush(stdout);
    return {};
}

void measureFile(const std::string& path, const ImporterRegistry& registry, std::string_view format, const ImportOptions& options,
                 const Choices& choices)
{
    const auto done =
        visitInputs(path, {}, [&](Input& input) { return measureInput(input, registry, format, options, choices); });
    if (!done)
        std::fprintf(stderr, "%s: %s\n", path.c_str(), done.error().message().c_str());
}

Choices choicesOf(int argc, char** argv)
{
    Choices choices;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (!argument.starts_with("--")) {
            choices.files.emplace_back(argument);
            continue;
        }
        const std::string_view value = i + 1 < argc ? argv[++i] : "";
        if (argument == "--megabytes")
            choices.bytes = static_cast<std::size_t>(parseInteger(value).value_or(64)) << 20;
        else if (argument == "--rounds")
            choices.rounds = static_cast<int>(parseInteger(value).value_or(3));
        else if (argument == "--format")
            choices.formats.emplace_back(value);
    }
    return choices;
}

}    // namespace

int main(int argc, char** argv)
{
    const Choices choices = choicesOf(argc, argv);
    const ImporterRegistry registry(builtinImporters());
    std::printf("| format | file | MB | records | refused | CPU seconds | MB/s |\n|---|---|---|---|---|---|---|\n");
    for (const std::string& file : choices.files)
        measureFile(file, registry, choices.formats.empty() ? "" : choices.formats.front(), {}, choices);
    if (!choices.files.empty())
        return 0;
    for (const auto& sample : test::sampleFiles()) {
        const std::string format = sample.format.toStdString();
        const bool isChosen =
            choices.formats.empty() || std::find(choices.formats.begin(), choices.formats.end(), format) != choices.formats.end();
        if (isChosen)
            measureFile(sample.path.toStdString(), registry, format, test::optionsOf(sample), choices);
    }
    return 0;
}
