// importerfuzz --importer=ID or --family=NAME [libFuzzer options]; --list prints the ids, --families the names.
// Detection and reading of any text by one importer, or by all of a family: each detects, the surest reads.
#include "importers/builtinimporters.h"
#include "importers/events/eventimporters.h"
#include "importers/loglines/loglineimporters.h"
#include "importers/metrics/metricimporters.h"
#include "importers/operations/operationimporters.h"
#include "importers/requests/requestimporters.h"
#include "importers/timelines/timelineimporters.h"
#include "tests/fuzz/doorsink.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

namespace {

using AddImporters = void (*)(ImporterList&);
constexpr std::pair<std::string_view, AddImporters> families[] = {
    {"requests", addRequestImporters}, {"operations", addOperationImporters}, {"loglines", addLoglineImporters},
    {"metrics", addMetricImporters},   {"events", addEventImporters},         {"timelines", addTimelineImporters},
};

ImporterList chosenImporters;    // set once by LLVMFuzzerInitialize, which gets no other place to keep it

constexpr unsigned withZone = 1, withYear = 2, withAnchor = 4, withReference = 8, withColumns = 16, withOwnFormat = 32,
                   withCutHead = 64, apacheFormat = 128;

ImportOptions optionsFor(unsigned choices, const std::vector<std::string_view>& lines, const Importer& importer)
{
    ImportOptions options;
    if (choices & withZone) {
        static const auto zone = TimeZone::named("Europe/Paris");    // its table takes a hundred times as long as a short text
        if (zone)
            options.zone = *zone;
    }
    if (choices & withYear)
        options.year = 2024;
    if (choices & withAnchor)
        options.anchor = Anchor::Start;
    if (importer.needsLogFormat() || (choices & withOwnFormat)) {
        options.logFormat = (choices & apacheFormat) ? R"(%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" %D)"
                                                     : R"($remote_addr [$time_local] "$request" $status $request_time)";
        if ((choices & withOwnFormat) && !lines.empty())
            options.logFormat = std::string(lines.front());
    }
    if ((choices & withColumns) && lines.size() > 1)
        options.columns = {{"time", std::string(lines[0].substr(0, lines[0].find(',')))}, {"status", "status"}, {"x", ""}};
    return options;
}

void readLines(RecordReader& reader, const std::vector<std::string_view>& lines)
{
    fuzz::DoorSink sink;
    std::uint64_t number = 0;
    for (const std::string_view line : lines) {
        const std::string own(line);    // so that a view kept beyond the call is seen
        sink.beginLine(++number);
        reader.line(own, sink);
        sink.endLine();
    }
    sink.beginFinish();
    reader.finish(sink);
}

void print(std::string_view line)
{
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
}

/// Does what an option of ours says; others are libFuzzer's.
void take(std::string_view argument)
{
    if (argument == "--list") {
        for (const auto& importer : builtinImporters())
            print(importer->info().id);
        std::exit(0);
    }
    if (argument == "--families") {
        for (const auto& family : families)
            print(family.first);
        std::exit(0);
    }
    constexpr std::string_view importerOption = "--importer=";
    constexpr std::string_view familyOption = "--family=";
    if (argument.starts_with(importerOption)) {
        for (auto& importer : builtinImporters()) {
            if (importer->info().id == argument.substr(importerOption.size()))
                chosenImporters.push_back(std::move(importer));
        }
    }
    if (argument.starts_with(familyOption)) {
        for (const auto& [name, add] : families) {
            if (name == argument.substr(familyOption.size()))
                add(chosenImporters);
        }
    }
}

/// The one that is the surest; where none claims the text, one that the choices name.
const Importer& readerOf(const SourceHead& head, unsigned choices)
{
    const Importer* best = nullptr;
    int confidence = 0;
    for (const auto& importer : chosenImporters) {
        const Detection detection = importer->detect(head);
        fuzz::require(detection.confidence >= 0 && detection.confidence <= 100, "confidence out of range");
        fuzz::require(detection.confidence == 0 || !detection.reason.empty(), "a detection without reason");
        if (detection.confidence > confidence) {
            confidence = detection.confidence;
            best = importer.get();
        }
    }
    return best != nullptr ? *best : *chosenImporters[choices % chosenImporters.size()];
}

}    // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    for (int i = 1; i < *argc; ++i)
        take((*argv)[i]);
    if (chosenImporters.empty()) {
        std::fprintf(stderr, "importerfuzz: say --importer=ID with an id of --list, or --family=NAME with a name of --families\n");
        std::exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Given given = fuzz::given(data, size);
    const auto lines = fuzz::linesOf(given.text);
    SourceHead head;
    head.text = given.text;
    head.lines = lines;
    if ((given.choices & withCutHead) && lines.size() > 2)
        head.lines.resize(lines.size() / 2);
    head.headLines = head.lines.size();
    head.fileName = "access.log";
    head.complete = head.lines.size() == lines.size();

    const Importer& importer = readerOf(head, given.choices);
    ReaderContext context;
    context.options = optionsFor(given.choices, lines, importer);
    context.head = head;
    context.time.year = context.options.year;
    if (context.options.zone)
        context.time.zone = *context.options.zone;
    if (given.choices & withReference)
        context.time.reference = timestampFrom(1'713'900'598'000'000'000);
    const auto reader = importer.open(context);
    fuzz::require(reader != nullptr, "no reader");
    if (importer.info().framing != Framing::Document) {
        readLines(*reader, lines);
        return 0;
    }
    fuzz::DoorSink sink;
    sink.beginDocument();
    reader->document(given.text, sink);
    reader->finish(sink);
    sink.endDocument(given.text.empty());
    return 0;
}
