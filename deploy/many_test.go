package deploy

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/quoth-bot/quoth/config"
)

// An object is what is checked of one of Kubernetes.
type object struct {
	Kind     string `yaml:"kind"`
	Metadata struct {
		Name string `yaml:"name"`
	} `yaml:"metadata"`
	Spec struct {
		Replicas int `yaml:"replicas"`
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		} `yaml:"selector"`
		MinAvailable int `yaml:"minAvailable"`
		Template     struct {
			Metadata struct {
				Labels map[string]string `yaml:"labels"`
			} `yaml:"metadata"`
			Spec struct {
				Grace    int `yaml:"terminationGracePeriodSeconds"`
				Security struct {
					NonRoot bool `yaml:"runAsNonRoot"`
				} `yaml:"securityContext"`
				Containers []struct {
					Readiness map[string]any `yaml:"readinessProbe"`
					Security  struct {
						Escalation *bool `yaml:"allowPrivilegeEscalation"`
						ReadOnly   bool  `yaml:"readOnlyRootFilesystem"`
					} `yaml:"securityContext"`
				} `yaml:"containers"`
			} `yaml:"spec"`
		} `yaml:"template"`
	} `yaml:"spec"`
}

// objects reads the objects of a file.
func objects(t *testing.T, file string) (out []object) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for decoder := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var o object
		switch err := decoder.Decode(&o); {
		case errors.Is(err, io.EOF):
			return out
		case err != nil:
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, o)
	}
}

// TestKubernetes checks what Quoth's part promises, and the form of all where there is
// a program for it.
func TestKubernetes(t *testing.T) {
	files, err := filepath.Glob("kubernetes/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var kustomization struct {
		Resources []string `yaml:"resources"`
	}
	text, err := os.ReadFile("kubernetes/kustomization.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &kustomization); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, file := range files {
		name := filepath.Base(file)
		if name == "kustomization.yaml" || name == "quoth.yaml" {
			continue
		}
		if !slices.Contains(kustomization.Resources, name) {
			t.Errorf("%s is not among the resources", file)
		}
		for _, o := range objects(t, file) {
			kinds[o.Kind]++
			checkObject(t, o)
		}
	}
	for _, kind := range []string{"Deployment", "StatefulSet", "Service", "PodDisruptionBudget", "NetworkPolicy"} {
		if kinds[kind] == 0 {
			t.Errorf("there is no %s", kind)
		}
	}
	if _, err := config.Load(config.Sources{File: "kubernetes/quoth.yaml"}); err != nil {
		t.Error(err)
	}
	for _, folder := range []string{"kubernetes", "kubernetes/opensearch"} {
		t.Run(folder, func(t *testing.T) {
			made := filepath.Join(t.TempDir(), "made.yaml")
			lint(t, "go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1", "kustomize", "build", folder, "-o", made)
			lint(t, "pip install kubernetes-validate", "kubernetes-validate", "--strict", made)
		})
	}
}

func checkObject(t *testing.T, o object) {
	t.Helper()
	pod := o.Spec.Template
	switch o.Kind {
	case "Deployment", "StatefulSet":
		if !pod.Spec.Security.NonRoot {
			t.Errorf("%s may run as root", o.Metadata.Name)
		}
		for key, value := range o.Spec.Selector.MatchLabels {
			if pod.Metadata.Labels[key] != value {
				t.Errorf("%s does not select its own pods", o.Metadata.Name)
			}
		}
		for _, c := range pod.Spec.Containers {
			if c.Security.Escalation == nil || *c.Security.Escalation || !c.Security.ReadOnly || len(c.Readiness) == 0 {
				t.Errorf("a container of %s lacks a readiness probe, or may do too much", o.Metadata.Name)
			}
		}
	case "PodDisruptionBudget":
		if o.Spec.MinAvailable != 2 {
			t.Errorf("at least %d of three stay", o.Spec.MinAvailable)
		}
	}
	if o.Kind == "Deployment" && (o.Spec.Replicas != 3 || pod.Spec.Grace < 10) {
		t.Errorf("%d replicas, which have %d s to end", o.Spec.Replicas, pod.Spec.Grace)
	}
}

// TestCompose checks the compose file as far as it goes without docker.
func TestCompose(t *testing.T) {
	t.Run("form", func(t *testing.T) {
		lint(t, "pip install check-jsonschema", "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
	})
	text, err := os.ReadFile("compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Environment map[string]string `yaml:"environment"`
			ReadOnly    bool              `yaml:"read_only"`
			Deploy      struct {
				Replicas int `yaml:"replicas"`
			} `yaml:"deploy"`
		} `yaml:"services"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	quoth := file.Services["quoth"]
	if quoth.Deploy.Replicas != 3 || !quoth.ReadOnly || !strings.HasPrefix(quoth.Environment["QUOTH_JOURNAL_URL"], "postgres://") {
		t.Errorf("quoth is %+v", quoth)
	}
}
