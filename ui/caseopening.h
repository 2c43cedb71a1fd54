#pragma once

#include "app/base/result.h"
#include "app/import/importerregistry.h"
#include "app/store/casefile.h"

#include <QObject>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace faultline {

class CaseSession;
class ImportDialog;
class ImportQueue;
class MainWindow;
struct SampleIncident;
struct Settings;
class StartPage;
class TaskRunner;
class Theme;

/// Everything that brings data into the window: cases, files, folders, pasted text, samples, files that changed.
class CaseOpening : public QObject {
    Q_OBJECT

public:
    struct Parts {
        MainWindow& window;
        StartPage& startPage;
        ImportQueue& queue;
        Settings& settings;
        TaskRunner& tasks;
        const ImporterRegistry& registry;
        const Theme& theme;
    };
    explicit CaseOpening(const Parts& parts);
    ~CaseOpening() override;

    void openCase(const QString& path);
    void openFiles(const QStringList& paths);       ///< cases are opened, everything else is imported
    void importFiles(const QStringList& paths);     ///< into the open case, else into a new one
    void importClipboard();
    void openSample(const SampleIncident& incident);
    void importChangedFiles();
    /// False when imports run and shall go on.
    bool mayClose();
    ImportDialog* dialog() const { return m_dialog; }

private:
    void bindActions();
    void chooseCase();
    void newCase();
    void takeImport();
    QString offeredCase(const QStringList& paths) const;
    QString caseFolder() const;
    void openOrCreate(const QString& path);
    void start(const QString& path, OpenMode mode);
    void fail(const QString& path, const Error& error);
    void reportGone(const QStringList& paths);

    Parts m_parts;
    ImportDialog* m_dialog = nullptr;
    std::unique_ptr<QTemporaryDir> m_pasted;
    int m_pastedCount = 0;
};

}    // namespace faultline
