// importerfuzz --importer=ID [libFuzzer options]; --list prints the ids. Detection and reading of any text by one importer.
#include "importers/builtinimporters.h"
#include "tests/fuzz/doorsink.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

namespace {

const Importer* chosenImporter = nullptr;    // set once by LLVMFuzzerInitialize, which gets no other place to keep it

const ImporterList& importers()
{
    static const ImporterList list = builtinImporters();
    return list;
}

constexpr unsigned withZone = 1, withYear = 2, withAnchor = 4, withReference = 8, withColumns = 16, withOwnFormat = 32,
                   withCutHead = 64, apacheFormat = 128;

ImportOptions optionsFor(unsigned choices, const std::vector<std::string_view>& lines)
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
    if (chosenImporter->needsLogFormat() || (choices & withOwnFormat)) {
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

}    // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    constexpr std::string_view option = "--importer=";
    for (int i = 1; i < *argc; ++i) {
        const std::string_view argument = (*argv)[i];
        if (argument == "--list") {
            for (const auto& importer : importers())
                std::printf("%s\n", std::string(importer->info().id).c_str());
            std::exit(0);
        }
        if (argument.substr(0, option.size()) != option)
            continue;
        for (const auto& importer : importers()) {
            if (importer->info().id == argument.substr(option.size()))
                chosenImporter = importer.get();
        }
    }
    if (chosenImporter == nullptr) {
        std::fprintf(stderr, "importerfuzz: say --importer=ID with an id of --list\n");
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

    const Detection detection = chosenImporter->detect(head);
    fuzz::require(detection.confidence >= 0 && detection.confidence <= 100, "confidence out of range");
    fuzz::require(detection.confidence == 0 || !detection.reason.empty(), "a detection without reason");

    ReaderContext context;
    context.options = optionsFor(given.choices, lines);
    context.head = head;
    context.time.year = context.options.year;
    if (context.options.zone)
        context.time.zone = *context.options.zone;
    if (given.choices & withReference)
        context.time.reference = timestampFrom(1'713'900'598'000'000'000);
    const auto reader = chosenImporter->open(context);
    fuzz::require(reader != nullptr, "no reader");
    if (chosenImporter->info().framing != Framing::Document) {
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
