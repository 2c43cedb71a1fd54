#include "sample-data/generate/options.h"

#include <CLI/CLI.hpp>

#include <cstdio>

int main(int argc, char** argv)
{
    using namespace faultline::samples;
    CLI::App app{"Writes the files of a synthetic incident. The same seed gives the same bytes on every machine.", "faultline-generate"};
    std::string incident;
    Options options;
    app.add_option("incident", incident, "hub-outage, flag-rollout or access")->required()->check(CLI::IsMember({"hub-outage", "flag-rollout", "access"}));
    app.add_option("--out", options.folder, "existing folder to write into")->check(CLI::ExistingDirectory);
    app.add_option("--seed", options.seed, "seed of every random number");
    app.add_option("--scale", options.scale, "factor on the traffic")->check(CLI::PositiveNumber);
    app.add_option("--first-culprit", options.firstCulprit, "hub-outage: the URL behind the first crash");
    app.add_option("--second-culprit", options.secondCulprit, "hub-outage: the URL behind the later crashes");
    app.add_option("--flag", options.flag, "flag-rollout: key of the flag");
    app.add_option("--decoys", options.decoys, "flag-rollout: changes that did nothing; hub-outage: cheap URLs that rise in each crash")->check(CLI::Range(0, 10000));
    app.add_option("--retries", options.retries, "how often a request that was given up (hub-outage, otherwise 2) or failed (flag-rollout, otherwise 0) is sent again")->check(CLI::Range(0, 10));
    app.add_option("--lines", options.lines, "access: lines");
    app.add_option("--urls", options.urls, "access: distinct URLs");
    CLI11_PARSE(app, argc, argv);

    const bool written = incident == "access" ? writeAccessLog(options) : (incident == "hub-outage" ? writeHubOutage(options) : writeFlagRollout(options));
    if (!written)
        std::fprintf(stderr, "faultline-generate: the files could not be written to %s\n", options.folder.c_str());
    return written ? 0 : 1;
}
