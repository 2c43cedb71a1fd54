#pragma once

#include "app/import/importerregistry.h"
#include "ui/importdraft.h"
#include "ui/importqueue.h"
#include "ui/taskrunner.h"

#include <QDialog>

#include <map>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QTableView;
class QVBoxLayout;

namespace faultline {

class ImportModel;
class ImportSourcePanel;
class Theme;

/// What an import starts from.
struct ImportSetup {
    QStringList paths;                ///< files, folders, archives
    std::vector<Source> known;        ///< what the case holds already
    TimeZone caseZone;
    QString newCase;                  ///< path that is offered for a new case; "" = into the open one
};

/// All files of an import in one window: what each is, how its times are read, what is not clear. Import is possible as soon as
/// nothing is; "Decide later" is an answer.
class ImportDialog : public QDialog {
    Q_OBJECT

public:
    ImportDialog(const ImportSetup& setup, TaskRunner& tasks, const ImporterRegistry& registry, const Theme& theme, QWidget* parent);

    std::vector<ImportRequest> requests() const;    ///< one for each file that is not left out
    std::map<std::string, std::int64_t> replaced() const;    ///< by path, the source of the case that goes
    TimelineRows timelineRows() const;
    QString newCase() const;                        ///< with suffix; "" = into the open one
    const ImportModel& model() const { return *m_model; }
    bool isReading() const { return m_isReading; }

private:
    void buildHead(QVBoxLayout* column);
    void buildFoot(QVBoxLayout* column);
    void read();
    void takePreviews(std::vector<SourcePreview> previews);
    void takeDraft(ImportDraft draft);
    void takePreview(const QString& path, std::vector<SourcePreview> previews);
    void takeAnswer(ImportQuestionKind kind, const ImportAnswer& answer, bool forAll);
    void showCurrent();
    void refresh();
    void goToQuestion();
    int rowOf(const QString& path) const;
    int alike(int row) const;
    std::vector<int> withSameColumns(int row) const;
    void giveColumnsToOthers();

    ImportSetup m_setup;
    TaskRunner& m_tasks;
    const ImporterRegistry& m_registry;
    const Theme& m_theme;
    ImportModel* m_model = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_folder = nullptr;
    QSplitter* m_splitter = nullptr;
    QTableView* m_files = nullptr;
    ImportSourcePanel* m_panel = nullptr;
    QCheckBox* m_intoTimeline = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_import = nullptr;
    bool m_isReading = true;
};

}    // namespace faultline
