#include "tests/evaluate/sets.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace faultline::evaluate;

namespace {

constexpr const char* usage = "faultline-evaluate [FOLDER] [--set NAME]... [--percent N] [--json FILE] [--stamp TEXT] [--verbose]\n"
                              "FOLDER holds labelled-series/ and rca/; without it only the made cases run. Exit code 1: a goal is missed.\n";

struct Arguments {
    Settings settings;
    std::vector<std::string> sets;
    std::string json;
    std::string stamp;
};

bool read(const std::vector<std::string>& words, Arguments& arguments)
{
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const bool hasValue = i + 1 < words.size();
        if (word == "--verbose")
            arguments.settings.isVerbose = true;
        else if (word == "--set" && hasValue)
            arguments.sets.push_back(words[++i]);
        else if (word == "--percent" && hasValue)
            arguments.settings.percent = std::strtoul(words[++i].c_str(), nullptr, 10);
        else if (word == "--json" && hasValue)
            arguments.json = words[++i];
        else if (word == "--stamp" && hasValue)
            arguments.stamp = words[++i];
        else if (word.rfind("--", 0) != 0 && arguments.settings.folder.empty())
            arguments.settings.folder = word;
        else
            return false;
    }
    for (const std::string& name : arguments.sets) {
        bool isKnown = false;
        for (const EvaluationSet& set : evaluationSets())
            isKnown = isKnown || set.name == name;
        if (!isKnown)
            return false;
    }
    return true;
}

}    // namespace

int main(int argc, char** argv)
{
    Arguments arguments;
    if (!read({argv + 1, argv + argc}, arguments)) {
        std::fputs(usage, stderr);
        std::fputs("Sets:", stderr);
        for (const EvaluationSet& set : evaluationSets())
            std::fprintf(stderr, " %s", std::string(set.name).c_str());
        std::fputs("\n", stderr);
        return 2;
    }
    std::vector<Figure> figures;
    for (const EvaluationSet& set : evaluationSets()) {
        const std::string name(set.name);
        if (!arguments.sets.empty() && std::find(arguments.sets.begin(), arguments.sets.end(), name) == arguments.sets.end())
            continue;
        std::vector<Figure> some = set.run(arguments.settings);
        if (some.empty())
            std::fprintf(stderr, "%s: no data\n", name.c_str());
        figures.insert(figures.end(), some.begin(), some.end());
    }
    std::fputs(asTable(figures).c_str(), stdout);
    if (!arguments.json.empty())
        std::ofstream(arguments.json) << asJson(figures, arguments.stamp);
    bool isMissed = false;
    for (const Figure& figure : figures)
        isMissed = isMissed || figure.isMissed();
    return isMissed ? 1 : 0;
}
