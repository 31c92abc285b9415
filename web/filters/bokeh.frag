/*{
  "name": "bokeh",
  "about": "The room itself behind an open lens: every point becomes an even disc, bright ones shine through. The person is left out of it, so nothing of them surrounds them.",
  "kind": "background",
  "passes": [{"scale": 0.25}, {"scale": 0.25}, {"scale": 0.25}, {"scale": 0.5}],
  "params": {
    "strength": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 the room as it is, 1 the widest lens"},
    "shine":    {"default": 0.6, "min": 0.0, "max": 1.0, "about": "how much more than its share a light counts; 0 no more"}
  }
}*/
const int bokeh_taps = 44;
const mat2 bokeh_golden = mat2(-0.73736888, 0.67549029, -0.67549029, -0.73736888);  // turns by the golden angle
const float bokeh_widest = 0.042;       // radius of the disc at most, in heights of the picture
const float bokeh_brightest = 30.0;     // how often a light counts at full shine
const float bokeh_least = 0.002;
const float bokeh_begins = 0.18;        // strength up to which discs and the sharp room are mixed

// How often a colour counts: a light is brighter than a picture can say.
float bokeh_count(vec3 rgb) {
  float bright = max(max(rgb.r, rgb.g), rgb.b);
  bright *= bright * bright;
  return 1.0 + bokeh_brightest * bokeh_shine * bright * bright;
}

// The room's colour where it is seen, and how much of it is. What shines is kept as bright as it is.
vec4 bokeh_room(vec2 uv) {
  vec4 sum = vec4(0.0);
  float seen = 0.0;
  // The taps of a wide disc lie far apart: what falls between them must be in them.
  vec2 quarter = mix(0.25, 0.6, bokeh_strength) / u_size;
  for (int tap = 0; tap < 4; tap++) {
    vec2 at = uv + quarter * vec2(float(tap & 1) * 2.0 - 1.0, float(tap >> 1) * 2.0 - 1.0);
    vec3 rgb = texture(u_frame, at).rgb;
    float here = 1.0 - smoothstep(0.02, 0.35, matte_at(at));
    sum += vec4(rgb, 1.0) * here * bokeh_count(rgb);
    seen += here;
  }
  return vec4(sum.rgb / max(sum.a, bokeh_least), 0.25 * seen);
}

// In linear light, about: what a lens adds is light.
vec4 bokeh_weigh(vec4 color) {
  return vec4(color.rgb * color.rgb, 1.0) * color.a * bokeh_count(color.rgb);
}

// The taps lie on a spiral (Vogel 1979), each for as much of the disc as any other.
vec4 bokeh_disc(sampler2D image, vec2 uv) {
  vec2 reach = bokeh_strength * bokeh_widest * vec2(u_size.y / u_size.x, 1.0);
  vec2 turned = vec2(1.0, 0.0);
  vec4 sum = vec4(0.0);
  for (int tap = 0; tap < bokeh_taps; tap++) {
    float away = sqrt((float(tap) + 0.5) / float(bokeh_taps));
    sum += bokeh_weigh(texture(image, uv + reach * away * turned));
    turned = bokeh_golden * turned;
  }
  return vec4(sqrt(sum.rgb / max(sum.a, bokeh_least)), min(sum.a, 1.0));
}

vec3 bokeh_mean(sampler2D image, vec2 uv, vec2 apart) {
  return 0.25 * (texture(image, uv + apart).rgb + texture(image, uv - apart).rgb +
      texture(image, uv + vec2(apart.x, -apart.y)).rgb + texture(image, uv + vec2(-apart.x, apart.y)).rgb);
}

vec4 bokeh(sampler2D image, vec2 uv) {
  if (u_pass == 0) return bokeh_room(uv);
  if (u_pass == 1) return bokeh_disc(image, uv);
  // Between the taps of the disc lie gaps; the next pass closes them, the last is smooth between its texels.
  float apart = u_pass == 2 ? 1.0 : 0.5;
  vec3 mean = bokeh_mean(image, uv, apart * min(2.0 * bokeh_strength, 1.0) / vec2(textureSize(image, 0)));
  if (u_pass == 2) return vec4(mean, 1.0);
  return vec4(mix(texture(u_frame, uv).rgb, mean, min(bokeh_strength / bokeh_begins, 1.0)), 1.0);
}
